/** The text that reminds of jobs of a type. */
export interface TemplateView {
  jobType: string;
  /** With its field codes. */
  body: string;
  createdAt: string;
  updatedAt: string;
}

export interface TemplateCopyView {
  jobType: string;
  outcome: 'created' | 'updated' | 'unchanged';
}
