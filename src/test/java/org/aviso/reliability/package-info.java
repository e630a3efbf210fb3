/**
 * Nothing lost, nothing twice: the real service, in a process of its own, against receivers that
 * are processes of their own, under every fault that can be caused on one machine. {@code
 * docs/reliability.md} says what is shown and how to run it in full.
 */
package org.aviso.reliability;
