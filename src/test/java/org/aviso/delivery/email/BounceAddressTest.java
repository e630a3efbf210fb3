package org.aviso.delivery.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.aviso.template.Level;
import org.junit.jupiter.api.Test;

class BounceAddressTest {
  private final BounceAddress bounces = Samples.BOUNCES;

  @Test
  void what_we_made_is_found_again_even_with_its_case_folded() {
    String address = bounces.of("REF1", Level.L1);
    assertThat(address).matches("bounce\\+REF1\\.[0-9a-z]{16}@bounces\\.example\\.org");
    assertThat(bounces.verify("<" + address + ">")).contains("REF1");
    assertThat(bounces.verify(address.toLowerCase(Locale.ROOT))).contains("ref1");
  }

  @Test
  void a_message_at_the_lowest_level_shows_the_neutral_domain_alone() {
    String address = bounces.of("REF1", Level.L0);
    assertThat(address).endsWith("@desk.example.org");
    assertThat(bounces.verify(address)).contains("REF1");
  }

  @Test
  void a_forged_code_another_domain_or_key_is_not_ours() {
    String address = bounces.of("REF1", Level.L1);
    var other =
        new BounceAddress(
            "another key, as long".getBytes(StandardCharsets.UTF_8),
            bounces.domain(Level.L1),
            bounces.domain(Level.L0));
    assertThat(bounces.verify(address.replace("REF1", "REF2"))).isEmpty();
    assertThat(bounces.verify(address.replace("bounces.", "evil."))).isEmpty();
    assertThat(bounces.verify(other.of("REF1", Level.L1))).isEmpty();
  }

  @Test
  void a_reference_that_is_none_is_refused() {
    assertThatThrownBy(() -> bounces.of("a b", Level.L1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bounces.of("A".repeat(60), Level.L1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
