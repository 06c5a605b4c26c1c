import 'reflect-metadata';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ValidateNested } from 'class-validator';

type ItemClass = new () => object;

const ITEMS = Symbol('items');
const PART = Symbol('part');

/** A list of so many things at most, each checked against its class. */
export function ItemsOf(Class: ItemClass, max: number): PropertyDecorator {
  return (target, property) => {
    Reflect.defineMetadata(ITEMS, Class, target, property);
    ValidateNested({ each: true })(target, property);
    ArrayMaxSize(max)(target, property);
    Type(() => Class)(target, property);
  };
}

/** What a list of a class holds, where it was declared by `ItemsOf`. */
export function itemsOf(Class: ItemClass, property: string): ItemClass | undefined {
  return Reflect.getMetadata(ITEMS, Class.prototype as object, property) as ItemClass | undefined;
}

/** One object of a shape of its own, checked against its class. */
export function PartOf(Class: ItemClass): PropertyDecorator {
  return (target, property) => {
    Reflect.defineMetadata(PART, Class, target, property);
    ValidateNested()(target, property);
    Type(() => Class)(target, property);
  };
}

/** The class of a property that was declared by `PartOf`. */
export function partOf(Class: ItemClass, property: string): ItemClass | undefined {
  return Reflect.getMetadata(PART, Class.prototype as object, property) as ItemClass | undefined;
}
