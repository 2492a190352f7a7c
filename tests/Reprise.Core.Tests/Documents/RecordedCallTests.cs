using System.Text;
using System.Text.Json;
using Reprise.Capture;
using Reprise.Core.Tests.Wire;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Pricing;
using Reprise.Store;

namespace Reprise.Core.Tests.Documents;

public sealed class RecordedCallTests
{
    /// <summary>The whole way of a record: captured, derived, written, exported with its bodies, read again.</summary>
    [Fact]
    public void Calls_with_every_provider_are_exported_validly_and_imported_without_loss()
    {
        var own = SchemaCheck.Of(InteractionSchema.Json);
        var seed = SchemaTests.Seed();
        var pipeline = new CapturePipeline(PriceTable.BuiltIn);
        var wrong = new List<string>();
        foreach (var cassette in Cassettes.All)
        {
            using var call = new CapturedCall
            {
                Id = InteractionId.FromForeign(cassette.Name),
                Project = "default",
                Timestamp = Samples.Now,
                Provider = cassette.Provider,
                Method = cassette.Request.Method,
                Path = cassette.Request.Path,
                Request = new Body { Bytes = cassette.Request.Body, ContentType = cassette.Request.ContentType },
                Response = new Body { Bytes = cassette.Response.Body, ContentType = cassette.Response.ContentType },
                HttpStatus = cassette.Response.Status,
                LatencyMs = 5,
            };
            var recorded = pipeline.Derive(call);
            var exported = Samples.ToJson(Samples.Writer().Write(recorded, bodies: true));
            wrong.AddRange(own.Mistakes(exported).Concat(seed.Mistakes(exported)).Select(mistake => $"{cassette.Name}: {mistake}"));

            var imported = Samples.Reader().Read(Encoding.UTF8.GetBytes(exported.GetRawText()), "default");
            if (imported.Record is not { } record)
            {
                wrong.Add($"{cassette.Name}: {imported.Mistake}");
                continue;
            }

            if (!record.Request!.Bytes.Span.SequenceEqual(cassette.Request.Body.Span) || !record.Response!.Bytes.Span.SequenceEqual(cassette.Response.Body.Span)) wrong.Add($"{cassette.Name}: bodies differ");
            var again = Samples.ToJson(Samples.Writer().Write(record, bodies: true));
            if (!JsonElement.DeepEquals(again, exported)) wrong.Add($"{cassette.Name}: {Difference(exported, again)}");
            if (!SearchTokens.Of(record.SearchText).SequenceEqual(SearchTokens.Of(recorded.SearchText))) wrong.Add($"{cassette.Name}: the words to find it by differ");
        }

        wrong.ShouldBeEmpty($"{wrong.Count} of {Cassettes.All.Count}");
    }

    private static string Difference(JsonElement before, JsonElement after)
    {
        var names = before.EnumerateObject().Concat(after.EnumerateObject()).Select(member => member.Name).Distinct(StringComparer.Ordinal);
        return string.Join(", ", names.Where(name => !before.TryGetProperty(name, out var b) || !after.TryGetProperty(name, out var a) || !JsonElement.DeepEquals(a, b))
            .Select(name => $"{name} was {Of(before, name)} and is {Of(after, name)}"));

        static string Of(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetRawText() is { Length: > 200 } json ? json[..200] : value.GetRawText() : "not there";
    }
}
