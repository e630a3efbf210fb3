package org.aviso.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.pipeline.Signatory;
import org.aviso.routing.approval.ApprovalFolder;
import org.aviso.routing.approval.Counsel;
import org.aviso.routing.approval.InForce;
import org.aviso.routing.approval.SigningKey;
import org.aviso.routing.approval.Standing;

/** Two counsel of the demo's own, whose keys are nowhere but in memory. */
final class DemoCounsel {
  private static final LocalDate EXPIRES = LocalDate.of(2027, 12, 31);

  private final Signatory signatory;
  private final Path folder;
  private final SigningKey first = SigningKey.generate();
  private final SigningKey second = SigningKey.generate();

  DemoCounsel(Settings settings, Path root) {
    this.signatory = Signatory.of(settings, root);
    this.folder = settings.get(Setting.ROUTING_DIR);
  }

  /** The shipped folder's own roll and approvals, if somebody made them: not the demo's. */
  static boolean isSignature(Path within) {
    String name = within.toString();
    return name.startsWith("approvals")
        || name.equals("counsel.yaml")
        || name.equals("counsel.pending.yaml");
  }

  /** Signs what is not in force. */
  void approveAll() throws IOException {
    InForce now = signatory.policy().approved().inForce();
    if (!now.inForce(InForce.ROLL)) {
      ApprovalFolder.read(folder)
          .propose(new Counsel(Counsel.DEMO + "One", first.open(), Counsel.KINDS, null, null));
      ApprovalFolder.read(folder)
          .propose(new Counsel(Counsel.DEMO + "Two", second.open(), Counsel.KINDS, null, null));
      approve(InForce.ROLL, first);
      approve(InForce.ROLL, second);
    }
    List<Standing> inert =
        signatory.policy().approved().inForce().standings().values().stream()
            .filter(standing -> !standing.inForce())
            .filter(standing -> standing.target().matches("[^/]+/[^/]+"))
            .toList();
    for (Standing standing : inert) {
      approve(standing.target(), first);
      if (standing.state() == Standing.State.NEEDS_SECOND) {
        approve(standing.target(), second);
      }
    }
  }

  private void approve(String target, SigningKey key) throws IOException {
    if (signatory.approve(target, key, EXPIRES, false, "of the demo")
        instanceof Signatory.Refused refused) {
      throw new Refusal("the demo could not approve " + target + ": " + refused.why());
    }
  }
}
