import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsOptional,
  IsString,
  MaxLength,
} from 'class-validator';
import { IsName } from './name.js';

/** How many job types one call copies a template to. */
export const TEMPLATE_COPIES_MAX = 200;

export class PutTemplate {
  /** With field codes, `{{customerName}}`. What it may say is the scheduler's to judge. */
  @IsString() body!: string;
}

export class CopyTemplate {
  /** Names of job types that exist. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(TEMPLATE_COPIES_MAX)
  @IsName(100, { each: true })
  to!: string[];
}

export class PreviewTemplate {
  /** Instead of the one that is kept: while somebody writes. */
  @IsOptional() @IsString() body?: string;
  /** The job whose records fill it in; without one the values are examples. */
  @IsOptional() @IsString() @MaxLength(250) jobId?: string;
}
