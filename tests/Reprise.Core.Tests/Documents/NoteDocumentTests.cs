using System.Text;
using System.Text.Json;
using Reprise.Documents;
using Reprise.Interactions;

namespace Reprise.Core.Tests.Documents;

public sealed class NoteDocumentTests
{
    private const string Start = """{"interaction_id":"01997f2c-8a3e-7cc1-9d5b-0242ac120002","timestamp":"2026-01-31T12:00:00Z","request":{"prompt":"hi"},"response":{"content":"hello"},""";

    [Fact]
    public void Notes_in_our_words_become_columns_and_are_shown_again_as_they_were()
    {
        const string Notes =
            """
            "security":{"prompt_entropy":3.25,"yara_matches":["a:b"],"token_inspection_result":{"suspicious":["bidi"]},"injection_score":0.75,"secrets":["jwt"],"sensitivity_level":"restricted",
            "sensitivity_reason":"a secret","system_prompt_leaked":true,"action":"flag","action_reason":"injection"},
            "privacy":{"policy":"eu","counts":{"email":3},"redactions":[{"type":"email","place":"request/messages/0/content","start":3,"length":9}],"dropped":["tools"],"restricted":["output"]}}
            """;

        var record = Read(Start + Notes);

        record.Interaction.Metadata.ShouldBeNull();
        record.Interaction.Security!.InjectionScore.ShouldBe(0.75);
        record.Interaction.Security.Tokens.ShouldBe(["bidi"]);
        record.Interaction.Privacy!.Redactions.ShouldBe([new Redaction("email", "request/messages/0/content", 3, 9)]);
        var document = Json(record);
        JsonElement.DeepEquals(document.GetProperty("security"), JsonDocument.Parse(Start + Notes).RootElement.GetProperty("security")).ShouldBeTrue(document.GetProperty("security").GetRawText());
        JsonElement.DeepEquals(document.GetProperty("privacy"), JsonDocument.Parse(Start + Notes).RootElement.GetProperty("privacy")).ShouldBeTrue(document.GetProperty("privacy").GetRawText());
    }

    [Fact]
    public void What_is_said_in_other_words_stays_in_the_metadata_and_is_shown_all_the_same()
    {
        var record = Read(Start + """ "security":{"token_inspection_result":{"ok":true},"injection_score":40,"yara_matches":["r1"],"theirs":1},"privacy":{"redactions":{"email":2},"policy":"eu"}}""");

        record.Interaction.Security!.YaraMatches.ShouldBe(["r1"]);
        record.Interaction.Security.InjectionScore.ShouldBeNull();
        record.Interaction.Privacy!.Policy.ShouldBe("eu");
        JsonElement.DeepEquals(
            JsonDocument.Parse(record.Interaction.Metadata!).RootElement,
            JsonDocument.Parse("""{"reprise.security":{"token_inspection_result":{"ok":true},"injection_score":40,"theirs":1},"reprise.privacy":{"redactions":{"email":2}}}""").RootElement).ShouldBeTrue(record.Interaction.Metadata);
        var document = Json(record);
        document.GetProperty("security").GetProperty("injection_score").GetDouble().ShouldBe(40);
        document.GetProperty("security").GetProperty("token_inspection_result").GetProperty("ok").GetBoolean().ShouldBeTrue();
        document.GetProperty("privacy").GetProperty("redactions").GetProperty("email").GetInt32().ShouldBe(2);
        BodyMarks.ChangesRequest(record.Interaction).ShouldBeTrue();
    }

    [Fact]
    public void A_list_says_what_was_found_but_not_each_redaction()
    {
        var row = DocumentWriter.Summarise(Read(Start + """ "privacy":{"redactions":[{"type":"email","place":"user_id","start":0,"length":3}]},"security":{"sensitivity_level":"internal"}}""").Interaction, []);

        row.Security!.SensitivityLevel.ShouldBe("internal");
        row.Privacy!.Counts.ShouldBe(new Dictionary<string, int> { ["email"] = 1 });
        row.Privacy.Redactions.ShouldBeNull();
    }

    [Theory]
    [InlineData("request/messages/0/content", 1, "", true)]
    [InlineData("response/output", 1, "", true)]
    [InlineData("user_id", 1, "", false)]
    [InlineData("user_id", 2, "", true)]
    [InlineData("user_id", 1, "tools", true)]
    public void A_body_is_redacted_when_something_was_taken_out_of_it_or_may_have_been(string place, int count, string dropped, bool expected)
    {
        var note = new PrivacyNote { Counts = new Dictionary<string, int> { ["email"] = count }, Redactions = [new Redaction("email", place, 0, 3)], Dropped = dropped.Length == 0 ? [] : [dropped] };

        var interaction = Read(Start + "\"kind\":\"llm\"}").Interaction with { Privacy = note };
        (BodyMarks.ChangesRequest(interaction) || BodyMarks.ChangesAnswer(interaction)).ShouldBe(expected);
    }

    private static RecordedInteraction Read(string json)
    {
        var read = Samples.Reader().Read(Encoding.UTF8.GetBytes(json), "default");
        read.Mistake.ShouldBeNull();
        return read.Record!;
    }

    private static JsonElement Json(RecordedInteraction record) => Samples.ToJson(Samples.Writer().Write(record, bodies: false));
}
