using Reprise.Privacy.Policies;
using Reprise.Privacy.Redaction;

namespace Reprise.Core.Tests.Privacy.Redaction;

/// <summary>What stands in a text in the place of what was found.</summary>
public sealed class TextRedactorTests
{
    private const string Card = "4111 1111 1111 1111";

    [Theory]
    [InlineData(RedactionMode.Keep, "to ann@example.com!")]
    [InlineData(RedactionMode.Mask, "to ***************!")]
    [InlineData(RedactionMode.Label, "to [email]!")]
    [InlineData(RedactionMode.Drop, "to !")]
    public void A_mode_says_what_stands_in_its_place(RedactionMode mode, string expected) => Redact(mode, "to ann@example.com!").Text.ShouldBe(expected);

    [Fact]
    public void The_same_value_has_the_same_pseudonym_in_any_spelling_and_another_has_another()
    {
        var text = Redact(RedactionMode.Pseudonym, $"ann@example.com bob@example.com ann@example.com and {Card} is 4111111111111111").Text;
        text.ShouldMatch(@"^(\[email:[0-9a-f]{10}\]) (\[email:[0-9a-f]{10}\]) \1 and (\[card:[0-9a-f]{10}\]) is \3$");
        text.ShouldNotMatch(@"^(\[email:[0-9a-f]{10}\]) \1");
    }

    [Fact]
    public void Another_project_gives_other_pseudonyms()
    {
        var policy = PlainDetector.All(RedactionMode.Pseudonym);
        var other = new TextRedactor(policy, PlainDetector.Detector, new FixedSecrets(), "other");
        other.Redact("ann@example.com").Text.ShouldNotBe(Redact(RedactionMode.Pseudonym, "ann@example.com").Text);
    }

    [Fact]
    public void A_value_of_the_same_form_keeps_digits_letters_and_marks_apart()
    {
        var text = Redact(RedactionMode.FormatPreserving, "ann.b2@example.com").Text;
        text.ShouldMatch(@"^[a-z]{3}\.[a-z][0-9]@[a-z]{7}\.[a-z]{3}$");
        text.ShouldNotBe("ann.b2@example.com");
        Redact(RedactionMode.FormatPreserving, "ann.b2@example.com").Text.ShouldBe(text);
    }

    [Fact]
    public void A_card_of_the_same_form_passes_luhn()
    {
        var digits = Redact(RedactionMode.FormatPreserving, Card).Text.Where(char.IsAsciiDigit).Select(c => c - '0').Reverse().ToArray();
        digits.Length.ShouldBe(16);
        digits.Select((digit, i) => i % 2 == 0 ? digit : digit > 4 ? (digit * 2) - 9 : digit * 2).Sum().ShouldSatisfyAllConditions(sum => (sum % 10).ShouldBe(0));
    }

    [Fact]
    public void An_iban_of_the_same_form_keeps_its_country_and_has_right_check_digits()
    {
        var iban = Redact(RedactionMode.FormatPreserving, "DE89 3704 0044 0532 0130 00").Text.Replace(" ", "", StringComparison.Ordinal);
        iban.ShouldStartWith("DE");
        var number = string.Concat((iban[4..] + iban[..4]).Select(c => char.IsDigit(c) ? c.ToString() : (c - 'A' + 10).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        (System.Numerics.BigInteger.Parse(number, System.Globalization.CultureInfo.InvariantCulture) % 97).ShouldBe(1);
    }

    [Fact]
    public void Spans_say_where_a_value_was_and_where_its_place_is_now()
    {
        var redacted = Redact(RedactionMode.Label, "a ann@example.com b bob@example.org");
        redacted.Spans.ShouldBe([new RedactedSpan("email", 2, 15, 2, 7), new RedactedSpan("email", 20, 15, 12, 7)]);
    }

    [Fact]
    public void A_family_speaks_for_its_types_and_a_type_for_itself()
    {
        var policy = new PrivacyPolicy { Redact = new Dictionary<string, RedactionMode> { ["secret"] = RedactionMode.Label, ["secret.test_key"] = RedactionMode.Drop } };
        PlainDetector.Text(policy).Redact("x sk-test-abcdefghijklmnop y").Text.ShouldBe("x  y");
        PlainDetector.Text(policy with { Redact = new Dictionary<string, RedactionMode> { ["secret"] = RedactionMode.Label } }).Redact("x sk-test-abcdefghijklmnop y").Text.ShouldBe("x [secret.test_key] y");
    }

    [Fact]
    public void Types_that_the_policy_does_not_name_stay() =>
        PlainDetector.Text(new PrivacyPolicy { Redact = new Dictionary<string, RedactionMode> { ["card"] = RedactionMode.Label } }).Redact("ann@example.com").Text.ShouldBe("ann@example.com");

    [Fact]
    public void Rules_of_the_project_find_what_is_its_own()
    {
        var policy = new PrivacyPolicy { Rules = [new CustomRule("ticket", "T-[0-9]{4}")] };
        PlainDetector.Text(policy).Redact("see T-1234").Text.ShouldBe("see [ticket]");
        PlainDetector.Text(policy with { Redact = new Dictionary<string, RedactionMode> { ["ticket"] = RedactionMode.Mask } }).Redact("see T-1234").Text.ShouldBe("see ******");
    }

    [Fact]
    public void Allowed_texts_stay_in_any_case() =>
        PlainDetector.Text(PlainDetector.All(RedactionMode.Label) with { Allow = ["HELP@example.com"] }).Redact("help@example.com or ann@example.com").Text.ShouldBe("help@example.com or [email]");

    [Theory]
    [InlineData(RedactionMode.Mask)]
    [InlineData(RedactionMode.Label)]
    [InlineData(RedactionMode.Pseudonym)]
    [InlineData(RedactionMode.Drop)]
    public void A_redacted_text_is_not_redacted_again(RedactionMode mode)
    {
        var once = Redact(mode, $"ann@example.com, {Card}, sk-test-abcdefghijklmnop").Text;
        Redact(mode, once).Text.ShouldBe(once);
        // Not even by a rule that would find the placeholder.
        var greedy = PlainDetector.All(mode) with { Rules = [new CustomRule("word", "[a-z]{4,}")], Redact = new Dictionary<string, RedactionMode>(PlainDetector.All(mode).Redact) { ["word"] = mode } };
        PlainDetector.Text(greedy).Redact(once).Text.ShouldBe(once);
    }

    [Fact]
    public void Long_texts_that_come_again_come_out_the_same()
    {
        var text = string.Concat(Enumerable.Repeat("some words ", 200)) + "ann@example.com";
        var redactor = PlainDetector.Text(PlainDetector.All(RedactionMode.Label));
        var once = redactor.Redact(text);
        once.Text.ShouldEndWith("[email]");
        redactor.Redact(text).Text.ShouldBe(once.Text);
    }

    [Theory]
    [InlineData("(a)\\1", "backreference")]
    [InlineData("(?<=a)b", "lookaround")]
    [InlineData("[", "no regular expression")]
    [InlineData("", "1 to 1,000")]
    [InlineData("a*", "empty text")]
    public void A_pattern_that_cannot_be_used_is_refused_with_its_reason(string pattern, string reason) =>
        new PrivacyPolicy { Rules = [new CustomRule("mine", pattern)] }.Mistakes().ShouldHaveSingleItem().Mistake.ShouldContain(reason);

    [Fact]
    public void A_hostile_text_takes_no_longer_than_any_other_of_its_length()
    {
        var policy = new PrivacyPolicy { Rules = [new CustomRule("bomb", "(a+)+b")] };
        var text = new string('a', 200_000);
        var began = TimeProvider.System.GetTimestamp();
        PlainDetector.Text(policy).Redact(text).Text.ShouldBe(text);
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    private static RedactedText Redact(RedactionMode mode, string text) => PlainDetector.Text(PlainDetector.All(mode)).Redact(text);
}
