package org.aviso.template;

/**
 * What {@code meta.yaml} says of a folder of texts.
 *
 * @param audio {@code modality: audio}: its readers mostly do not read; text is no answer
 * @param yourRelative how the language says "your relative", for L0 texts that may not say the name
 * @param translator empty when not written
 * @param certificate empty when not written
 * @param reviewed ISO date, empty when not written
 * @param placeholder a draft; refused in live mode
 */
public record TemplateMeta(
    boolean audio,
    String yourRelative,
    String translator,
    String certificate,
    String reviewed,
    boolean placeholder) {}
