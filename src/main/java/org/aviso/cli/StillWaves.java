package org.aviso.cli;

import java.util.List;
import java.util.stream.Stream;
import org.aviso.ledger.Records.WaveRecord;

/** Waves of which nothing leaves and nothing falls due, as staff are told where they look. */
final class StillWaves {
  private StillWaves() {}

  /** A line a wave. */
  static List<String> of(List<WaveRecord> waves) {
    return Stream.concat(
            waves.stream()
                .filter(wave -> wave.state().equals("proposed"))
                .map(
                    wave ->
                        "Wave %s has not started, and nothing of it is due before counsel starts it: aviso wave show %s"
                            .formatted(wave.id(), wave.id())),
            paused(waves).stream())
        .toList();
  }

  static List<String> paused(List<WaveRecord> waves) {
    return waves.stream()
        .filter(wave -> wave.state().equals("paused"))
        .map(
            wave ->
                "Wave %s is paused, and nothing of it leaves or falls due: aviso wave show %s says why"
                    .formatted(wave.id(), wave.id()))
        .toList();
  }
}
