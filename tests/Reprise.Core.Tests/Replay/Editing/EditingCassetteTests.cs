using System.Text;
using System.Text.Json;
using Reprise.Core.Tests.Wire;
using Reprise.Interactions;
using Reprise.Replay;
using Reprise.Wire;

namespace Reprise.Core.Tests.Replay.Editing;

/// <summary>Every recorded request of the shared data, replayed unchanged and edited.</summary>
public sealed class EditingCassetteTests(ITestOutputHelper output)
{
    /// <summary>Prompts that the provider keeps, or that are lists of tokens.</summary>
    private static readonly string[] WithoutUserText = ["openai.completions no_place 2", "openai.responses no_place 1"];

    /// <summary>What takes no system prompt: completions, embeddings, and models of one text.</summary>
    private static readonly string[] WithoutSystemPrompt =
    [
        "anthropic.messages no_place 3", "bedrock.embed no_place 26", "bedrock.invoke no_place 18", "bedrock.invoke_stream no_place 9", "cohere.chat no_place 1", "cohere.embed no_place 6",
        "gemini.embeddings no_place 17", "ollama.embed no_place 1", "openai.completions no_place 40", "openai.embeddings no_place 51", "replicate no_place 1", "text.generate no_place 4",
    ];

    private const string New = "Sag \"etwas\" \\ Neues: Ωμέγα 🦊\nin zwei Zeilen.";

    [Fact]
    public void A_replay_without_changes_is_the_recorded_request_byte_for_byte()
    {
        var (count, unnamed) = (0, 0);
        foreach (var cassette in Calls())
        {
            if (!NamesItsPath(cassette))
            {
                unnamed++;
                Should.Throw<ReplayException>(() => ReplayRequests.Build(Record(cassette), ReplayChanges.None)).Code.ShouldBe(ReplayObstacles.NotReplayable, cassette.Name);
                continue;
            }

            var request = ReplayRequests.Build(Record(cassette), ReplayChanges.None);
            request.Body.Span.SequenceEqual(cassette.Request.Body.Span).ShouldBeTrue(cassette.Name);
            ($"{request.Method} {request.Path}{request.Query}").ShouldBe($"{cassette.Request.Method} {cassette.Request.Path}", cassette.Name);
            count++;
        }

        output.WriteLine($"{count} requests unchanged");
        unnamed.ShouldBe(31);
        count.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void An_edit_with_the_value_that_is_there_leaves_the_body_untouched()
    {
        var (count, edits) = (0, 0);
        foreach (var cassette in Editable().Where(NamesItsPath))
        {
            var reading = Read(cassette);
            var parameters = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            if (reading.Parameters is { } json)
            {
                foreach (var parameter in JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 }).RootElement.EnumerateObject()) parameters[parameter.Name] = parameter.Value;
            }

            if (cassette.Dialect.Name.StartsWith("bedrock.converse", StringComparison.Ordinal)) parameters.Remove("toolChoice");
            var changes = new ReplayChanges { Prompt = reading.Prompt, System = reading.SystemPrompt, Model = reading.Model, Parameters = Valid(cassette, parameters) };
            var request = ReplayRequests.Build(Record(cassette), changes);
            request.Body.Span.SequenceEqual(cassette.Request.Body.Span).ShouldBeTrue(cassette.Name);
            (request.Path + request.Query).ShouldBe(cassette.Request.Path, cassette.Name);
            count++;
            edits += 3 + parameters.Count;
        }

        output.WriteLine($"{count} requests, {edits} values set to what they were");
        count.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void A_new_prompt_is_read_again_exactly_and_little_else_changes()
    {
        Each("prompt", cassette => Read(cassette).Prompt is { Length: > 0 }, new ReplayChanges { Prompt = New }, (cassette, reading) =>
        {
            reading.Prompt.ShouldBe(New, cassette.Name);
            reading.SystemPrompt.ShouldBe(Read(cassette).SystemPrompt, cassette.Name);
        }, WithoutUserText);
    }

    [Fact]
    public void A_new_system_prompt_is_read_again_exactly() =>
        Each("system", _ => true, new ReplayChanges { System = New }, static (cassette, reading) =>
        {
            reading.SystemPrompt.ShouldBe(New, cassette.Name);
            reading.Prompt.ShouldBe(Read(cassette).Prompt, cassette.Name);
        }, WithoutSystemPrompt);

    [Fact]
    public void A_system_prompt_is_taken_away() =>
        Each("no system", cassette => Read(cassette).SystemPrompt is { Length: > 0 }, new ReplayChanges { System = "" }, static (cassette, reading) =>
        {
            reading.SystemPrompt.ShouldBeNull(cassette.Name);
            reading.Prompt.ShouldBe(Read(cassette).Prompt, cassette.Name);
        });

    [Fact]
    public void A_new_model_is_read_again() =>
        Each("model", _ => true, new ReplayChanges { Model = "new-model:7b" }, static (cassette, reading) =>
        {
            (reading.Model is "new-model:7b" or "models/new-model:7b").ShouldBeTrue($"{cassette.Name}: {reading.Model}");
            reading.Prompt.ShouldBe(Read(cassette).Prompt, cassette.Name);
        });

    [Fact]
    public void A_parameter_is_read_again_and_goes_away_again() =>
        Each("temperature", _ => true, Recorded.Parameter("temperature", "0.123"), static (cassette, reading) =>
        {
            reading.Parameters!.ShouldContain("0.123", customMessage: cassette.Name);
            reading.Prompt.ShouldBe(Read(cassette).Prompt, cassette.Name);
            var again = ReplayRequests.Build(Record(cassette) with { Request = new Body { Bytes = Edit(cassette, Recorded.Parameter("temperature", "0.123")).Body } }, Recorded.Parameter("temperature", "null"));
            (Recorded.Read(again).Parameters ?? "").ShouldNotContain("0.123", customMessage: cassette.Name);
        });

    [Fact]
    public void A_document_is_put_in_front_and_replaced_by_the_next()
    {
        var first = new ReplayChanges { Context = [new ContextDocument("One.", "one.md"), new ContextDocument("Two.", null)] };
        Each("context", cassette => Read(cassette).Prompt is { Length: > 0 }, first, static (cassette, reading) =>
        {
            var prompt = Read(cassette).Prompt;
            reading.Prompt.ShouldBe("<reprise_context>\n<document source=\"one.md\">\nOne.\n</document>\n<document>\nTwo.\n</document>\n</reprise_context>\n\n" + prompt, cassette.Name);
        }, WithoutUserText);
    }

    /// <summary>Whatever is long (pictures, tool results, schemas' texts) and is not what was replaced stands there as it was written, in its order.</summary>
    private static int ShouldKeepTheRest(Cassette cassette, ReplayRequest request, string old)
    {
        var before = cassette.Request.Body.Span;
        var after = request.Body.Span;
        var json = new Utf8JsonReader(before, new JsonReaderOptions { MaxDepth = 512 });
        var found = 0;
        while (json.Read())
        {
            if (json.TokenType is not JsonTokenType.String || json.ValueSpan.Length < 60 || old.Contains(json.GetString()!, StringComparison.Ordinal)) continue;
            var at = after.IndexOf(json.ValueSpan);
            at.ShouldBeGreaterThanOrEqualTo(0, cassette.Name);
            after = after[(at + json.ValueSpan.Length)..];
            found++;
        }

        return found;
    }

    /// <param name="sort">Of change.</param>
    /// <param name="fits">Which requests it is made in.</param>
    /// <param name="changes">The change.</param>
    /// <param name="check">What must hold afterwards.</param>
    /// <param name="refusals">All that are refused: dialect, code and how many.</param>
    private void Each(string sort, Func<Cassette, bool> fits, ReplayChanges changes, Action<Cassette, CallReading> check, params string[] refusals)
    {
        var done = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var refused = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var kept = 0;
        foreach (var cassette in Editable().Where(NamesItsPath).Where(fits))
        {
            ReplayRequest request;
            try
            {
                request = Edit(cassette, changes);
            }
            catch (ReplayException e)
            {
                var why = $"{cassette.Dialect.Name} {e.Code}";
                refused[why] = refused.GetValueOrDefault(why) + 1;
                output.WriteLine($"refused {cassette.Name}: {e.Message}");
                continue;
            }

            check(cassette, Recorded.Read(request));
            kept += ShouldKeepTheRest(cassette, request, $"{Read(cassette).Prompt}\n{Read(cassette).SystemPrompt}");
            done[cassette.Dialect.Name] = done.GetValueOrDefault(cassette.Dialect.Name) + 1;
        }

        output.WriteLine($"{sort}: {done.Values.Sum()} edited, {refused.Values.Sum()} refused; {kept} other long values kept");
        foreach (var (name, count) in done) output.WriteLine($"  {name}: {count}");
        foreach (var (why, count) in refused) output.WriteLine($"  refused {count} × {why}");
        done.Values.Sum().ShouldBeGreaterThan(200);
        refused.Select(static pair => $"{pair.Key} {pair.Value}").ShouldBe(refusals);
    }

    /// <summary>Some were recorded with a placeholder before their path.</summary>
    private static bool NamesItsPath(Cassette cassette) => cassette.Request.Path.StartsWith('/');

    private static ReplayRequest Edit(Cassette cassette, ReplayChanges changes) => ReplayRequests.Build(Record(cassette), changes);

    private static RecordedInteraction Record(Cassette cassette) =>
        Recorded.Call(cassette.Dialect.Name, cassette.Request.Body, cassette.Request.Path, cassette.Provider, cassette.Request.Method, cassette.Request.ContentType);

    private static CallReading Read(Cassette cassette) => cassette.Dialect.ReadRequest(cassette.Request, details: true);

    private static Dictionary<string, JsonElement> Valid(Cassette cassette, Dictionary<string, JsonElement> parameters)
    {
        // What was recorded may have been refused by its provider for good reason.
        foreach (var (name, value) in parameters)
        {
            try
            {
                Edit(cassette, new ReplayChanges { Parameters = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { [name] = value } });
            }
            catch (ReplayException e) when (e.Code == ReplayObstacles.InvalidParameter)
            {
                parameters.Remove(name);
            }
        }

        return parameters;
    }

    private static IEnumerable<Cassette> Calls() => Cassettes.All.Where(static cassette => cassette.Dialect.Kind is InteractionKind.Llm or InteractionKind.Embedding);

    private static IEnumerable<Cassette> Editable() => Calls().Where(static cassette =>
        cassette.Request.Body.Span.TrimStart(" \r\n\t"u8).StartsWith("{"u8) && Read(cassette).Error is null && IsJson(cassette));

    private static bool IsJson(Cassette cassette)
    {
        try
        {
            using var _ = JsonDocument.Parse(cassette.Request.Body, new JsonDocumentOptions { MaxDepth = 512 });
            return Encoding.UTF8.GetByteCount(Encoding.UTF8.GetString(cassette.Request.Body.Span)) == cassette.Request.Body.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
