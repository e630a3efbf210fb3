package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.aviso.delivery.ProviderAnswer;
import org.aviso.pipeline.Desk;
import org.aviso.pipeline.TestSend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "test-send",
    description =
        "Sends one text to one of staff (config/seeds.yaml), marked TEST, over the servers"
            + " configured; in the sandbox to the sandbox. Counted nowhere.")
final class TestSendCommand implements Callable<Integer> {
  @Mixin Common common;

  @Parameters(
      paramLabel = "TEMPLATE",
      description = "notice/language/text, such as class-notice/es/member.sms.L1.")
  String template;

  @Option(
      names = "--to-seed",
      required = true,
      paramLabel = "NAME",
      description = "A name in config/seeds.yaml.")
  String seed;

  @Override
  public Integer call() {
    TestSend.Sent sent;
    try (Desk desk = common.desk("test-send")) {
      sent = new TestSend(Common.root(), desk).send(template, seed);
    } catch (TestSend.Refused e) {
      throw new Refusal(e.getMessage());
    }
    String state =
        sent.answer() instanceof ProviderAnswer.Accepted
            ? "sent"
            : sent.answer() instanceof ProviderAnswer.Unknown ? "unknown" : "refused";
    if (common.json) {
      ObjectNode document = Common.JSON.createObjectNode();
      document.put("template", template);
      document.put("level", sent.text().key().level().shown());
      document.put("tag", sent.text().languages().code());
      document.put("to_masked", sent.toMasked());
      document.put("state", state);
      document.put("sandbox", sent.builtIn());
      document.put("subject", sent.text().subject());
      document.put("text", sent.text().text());
      Common.print(document);
    } else {
      StringBuilder text = new StringBuilder();
      text.append(state)
          .append(sent.builtIn() ? " to the sandbox for " : " to ")
          .append(sent.toMasked())
          .append(", ")
          .append(sent.text().key().level().shown())
          .append('\n');
      if (sent.text().subject() != null) {
        text.append("| ").append(sent.text().subject()).append("\n|\n");
      }
      sent.text().text().lines().forEach(line -> text.append("| ").append(line).append('\n'));
      Common.print(text.toString());
    }
    return state.equals("sent") ? Aviso.DONE : Aviso.NEEDS_A_PERSON;
  }
}
