using System.Text;
using Reprise.Interactions;
using Reprise.Transfer.Import;

namespace Reprise.Core.Tests.Transfer;

public sealed class MappingTests
{
    private const string Good = """
        {"fields":{"interaction_id":"$.call.id","timestamp":{"path":"$.at","unit":"unix_s"},"metrics.latency_ms":{"path":"took","unit":"s"},"metrics.total_cost_usd":{"path":"cents","unit":"usd_cents"},
          "provider":{"value":"acme"},"model":{"paths":["$.model","$['model name']"]},"status":{"path":"ok","map":{"true":"success","*":"error"}},"request.prompt":"$.turns[0].text","response.content":"$.turns[-1].text",
          "metadata.team":"$.who.team"}}
        """;

    [Fact]
    public async Task Fields_come_from_where_the_mapping_says_in_our_units()
    {
        var read = await Imported.OfAsync("""{"call":{"id":"c-1"},"at":1767225600.5,"took":1.25,"cents":12.5,"model name":"m1","ok":false,"turns":[{"text":"ask"},{"text":"…"},{"text":"answer"}],"who":{"team":"blue"},"extra":7}""", Plan(Good));

        var i = read.Single.Interaction;
        i.Id.ShouldBe(InteractionId.FromForeign("c-1"));
        i.Timestamp.ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 0, 500, TimeSpan.Zero));
        (i.LatencyMs, i.CostUsd, i.Provider, i.Model, i.Status, i.PromptPreview, i.ContentPreview).ShouldBe((1250, 0.125m, "acme", "m1", InteractionStatus.Error, "ask", "answer"));
        i.Metadata!.ShouldContain("\"team\":\"blue\"");
        i.Metadata!.ShouldContain("\"extra\":7");
    }

    [Fact]
    public async Task Tables_are_mapped_by_their_names_and_what_is_dropped_is_said()
    {
        var mapping = """{"fields":{"interaction_id":"id","timestamp":"when","metrics.prompt_tokens":"tokens in"},"rest":"drop"}""";
        var read = await Imported.OfAsync("id,when,tokens in,secret\n1,2026-01-01T00:00:00Z,17,x\n2,2026-01-01T00:00:01Z,18,y\n", Plan(mapping));

        read.Records.Select(record => record.Interaction.Usage!.PromptTokens).ShouldBe([17, 18]);
        read.LeftOut.ShouldBe(new Dictionary<string, long> { ["secret"] = 2 });
        read.Records[0].Interaction.Metadata!.ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_record_without_what_is_required_is_refused_and_the_others_are_kept()
    {
        var mapping = """{"fields":{"timestamp":{"path":"at","unit":"unix_ms","required":true}}}""";
        var read = await Imported.OfAsync("{\"at\":1767225600000}\n{\"other\":1}\n{\"at\":\"soon\"}\n", Plan(mapping));

        read.Records.ShouldHaveSingleItem();
        read.Mistakes.ShouldBe(["2: timestamp is required, and nothing is there", "3: timestamp: found a string where a number in unix_ms was expected"]);
    }

    [Theory]
    [InlineData("[]", "needs 'fields'")]
    [InlineData("""{"fields":{}}""", "fields is empty")]
    [InlineData("""{"fields":{"latency_ms":"x"}}""", "no field 'latency_ms'; did you mean 'metrics.latency_ms'?")]
    [InlineData("""{"fields":{"model":5}}""", "found 5")]
    [InlineData("""{"fields":{"model":{}}}""", "needs either path")]
    [InlineData("""{"fields":{"model":{"path":"a","value":"b"}}}""", "needs either path")]
    [InlineData("""{"fields":{"model":{"path":"a","unt":"s"}}}""", "there is no 'unt'")]
    [InlineData("""{"fields":{"model":{"path":"a","unit":"hours"}}}""", "unit must be one of")]
    [InlineData("""{"fields":{"model":"$.a[*]"}}""", "'[*]'")]
    [InlineData("""{"fields":{"model":"$.a["}}""", "not closed")]
    [InlineData("""{"fields":{"model":"$..a"}}""", "a name is missing at character 3")]
    [InlineData("""{"fields":{"model":"a"},"rest":"keep"}""", "rest must be metadata or drop")]
    [InlineData("""{"fields":{"model":"a"},"more":1}""", "there is no setting 'more'")]
    [InlineData("{", "no JSON")]
    public void A_mapping_that_is_wrong_says_what_and_where(string mapping, string reason)
    {
        var (read, mistakes) = MappingFile.Read(Encoding.UTF8.GetBytes(mapping));
        read.ShouldBeNull();
        mistakes.ShouldContain(mistake => mistake.Contains(reason, StringComparison.Ordinal), string.Join('\n', mistakes));
    }

    private static ImportPlan Plan(string mapping)
    {
        var (read, mistakes) = MappingFile.Read(Encoding.UTF8.GetBytes(mapping));
        mistakes.ShouldBeEmpty();
        return new ImportPlan { Mapping = read };
    }
}
