package org.aviso.template;

/** Which language's texts a reader gets. */
public sealed interface TemplateChoice {
  /**
   * @param fallback true when reached over a pair counsel listed
   */
  record Chosen(TemplateSet template, boolean fallback) implements TemplateChoice {}

  /**
   * @param because in plain words
   */
  record None(String because) implements TemplateChoice {}
}
