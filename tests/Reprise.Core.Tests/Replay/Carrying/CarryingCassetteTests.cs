using System.Text.Json;
using System.Text.Json.Nodes;
using Reprise.Core.Tests.Wire;
using Reprise.Interactions;
using Reprise.Replay;
using Reprise.Wire;

namespace Reprise.Core.Tests.Replay.Carrying;

/// <summary>Every recorded conversation of the shared data, carried into every other dialect and read again by it.</summary>
public sealed class CarryingCassetteTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> Targets => new()
    {
        { "openai", "openai.chat" }, { "openai", "openai.responses" }, { "mistral", "openai.chat" }, { "anthropic", "anthropic.messages" }, { "ollama", "ollama.chat" },
        { "gemini", "gemini.generate" }, { "bedrock", "bedrock.converse" }, { "cohere", "cohere.chat" },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_carried_conversation_says_the_same_to_the_reader_of_its_new_dialect(string provider, string dialect)
    {
        var done = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var refused = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var lost = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var wrong = new List<string>();
        foreach (var cassette in Conversations())
        {
            if (Base(cassette.Dialect.Name) == dialect) continue;
            ReplayRequest request;
            try
            {
                request = ReplayRequests.Build(Record(cassette), new ReplayChanges { Provider = provider, Model = "other-model" }, dialect);
            }
            catch (ReplayException e)
            {
                e.Message.ShouldStartWith("The recorded request holds no conversation", customMessage: cassette.Name);
                var why = $"{cassette.Dialect.Name} {e.Code}";
                refused[why] = refused.GetValueOrDefault(why) + 1;
                continue;
            }

            foreach (var loss in request.NotCarried) lost[loss] = lost.GetValueOrDefault(loss) + 1;
            ShouldHaveWhatItNeeds(request, cassette.Name);
            var source = cassette.Dialect.ReadRequest(cassette.Request, details: true);
            var target = Recorded.Read(request);
            target.Error.ShouldBeNull(cassette.Name);
            target.Model.ShouldBe("other-model", cassette.Name);
            target.Stream.ShouldBe(source.Stream, cassette.Name);
            var (before, after) = (Said.By(source), Said.By(target));
            var isRight = request.NotCarried.Any(IsContent) ? Said.IsLess(source, target, request.NotCarried) : before == after;
            if (!isRight) wrong.Add($"{cassette.Name}\n--- {before}\n+++ {after}\n    {string.Join("; ", request.NotCarried)}");
            done[cassette.Dialect.Name] = done.GetValueOrDefault(cassette.Dialect.Name) + 1;
        }

        output.WriteLine($"into {provider} ({dialect}): {done.Values.Sum()} carried, {refused.Values.Sum()} refused, {wrong.Count} wrong");
        foreach (var (name, count) in done) output.WriteLine($"  {count} × {name}");
        foreach (var (why, count) in refused) output.WriteLine($"  refused {count} × {why}");
        foreach (var (what, count) in lost) output.WriteLine($"  left {count} × {what}");
        foreach (var one in wrong.Take(8)) output.WriteLine(one.Length > 1500 ? one[..1500] : one);
        wrong.Count.ShouldBe(0);
        string[] expected = ["gemini.generate not_replayable 1", "openai.completions not_replayable 2", "openai.responses not_replayable 6"];
        refused.Select(static pair => $"{pair.Key} {pair.Value}").ShouldBe(expected.Where(one => !one.StartsWith(dialect, StringComparison.Ordinal)));
        done.Values.Sum().ShouldBeGreaterThan(900);
    }

    private static bool IsContent(string loss) =>
        loss.StartsWith("an item of", StringComparison.Ordinal) || loss.StartsWith("a part of", StringComparison.Ordinal) || loss.StartsWith("blank", StringComparison.Ordinal)
        || loss.StartsWith("a result whose call", StringComparison.Ordinal) || loss.StartsWith("a document of a tool", StringComparison.Ordinal) || loss.StartsWith("arguments of a call", StringComparison.Ordinal);

    private static void ShouldHaveWhatItNeeds(ReplayRequest request, string name)
    {
        var json = JsonNode.Parse(request.Body.Span)!.AsObject();
        var model = request.Dialect is "gemini.generate" or "bedrock.converse" or "bedrock.converse_stream" ? request.Path : (string?)json["model"];
        model.ShouldNotBeNull(name).ShouldContain("other-model");
        var list = json[request.Dialect switch { "openai.responses" => "input", "gemini.generate" => "contents", _ => "messages" }].ShouldBeOfType<JsonArray>(name);
        list.Count.ShouldBeGreaterThan(0, name);
        if (request.Dialect is "anthropic.messages")
        {
            ((long?)json["max_tokens"]).ShouldNotBeNull(name);
            request.Headers.ShouldContain(header => header.Key == "anthropic-version");
        }

        if (request.Dialect.StartsWith("bedrock", StringComparison.Ordinal)) list.Zip(list.Skip(1)).ShouldAllBe(pair => (string?)pair.First!["role"] != (string?)pair.Second!["role"]);
    }

    private static string Base(string dialect) => dialect.Replace("_stream", "", StringComparison.Ordinal);

    private static RecordedInteraction Record(Cassette cassette) =>
        Recorded.Call(cassette.Dialect.Name, cassette.Request.Body, cassette.Request.Path, "source-of-it", cassette.Request.Method, cassette.Request.ContentType);

    private static IEnumerable<Cassette> Conversations() => Cassettes.All.Where(static cassette =>
        cassette.Dialect.Kind is InteractionKind.Llm && cassette.Dialect.ReadRequest(cassette.Request, details: true) is { Error: null, Messages.Count: > 0 });
}

/// <summary>Who said and called what, in one line a turn; neighbours of one role are one turn.</summary>
internal static class Said
{
    public static string By(CallReading reading)
    {
        var turns = new List<string> { "system " + Flat(reading.SystemPrompt) };
        var (role, texts, calls) = ("", new List<string>(), new List<string>());
        foreach (var message in reading.Messages.Where(static message => message.Role is not "system"))
        {
            if (message.Role != role || message.Role is "tool") Close();
            role = message.Role;
            if (!string.IsNullOrEmpty(message.Content)) texts.Add(role is "tool" ? Result(message.Content) : message.Content);
            calls.AddRange(message.ToolCalls.Select(static call => $"{call.Name}({Canonical(call.Arguments.Length == 0 ? "{}" : call.Arguments)})"));
        }

        Close();
        return string.Join('\n', turns);

        void Close()
        {
            texts.RemoveAll(static text => text.Length == 0);
            if (texts.Count + calls.Count > 0) turns.Add($"{role} {Flat(string.Join('\n', texts))} {string.Join(' ', calls)}".TrimEnd());
            (texts, calls) = ([], []);
        }
    }

    /// <summary>Where something of the content was left behind and said so: nothing is new, the system prompt is whole, and what is missing is of the kind that was said.</summary>
    public static bool IsLess(CallReading source, CallReading target, IReadOnlyList<string> losses)
    {
        var (before, after) = (Pieces(source), Pieces(target));
        bool Lost(string beginning) => losses.Any(loss => loss.StartsWith(beginning, StringComparison.Ordinal));
        var adds = Lost("a document of a tool") || Lost("arguments of a call");
        var takes = Lost("a part of") || Lost("an item of") || Lost("blank") || Lost("a document of a tool");
        return (source.SystemPrompt ?? "") == (target.SystemPrompt ?? "")
            && (adds || after.IsSubsetOf(before))
            && before.Where(piece => !after.Contains(piece)).All(piece => takes || piece.StartsWith("tool ", StringComparison.Ordinal) || adds && piece.StartsWith("call ", StringComparison.Ordinal));
    }

    private static HashSet<string> Pieces(CallReading reading)
    {
        var pieces = new HashSet<string>(StringComparer.Ordinal);
        foreach (var message in reading.Messages.Where(static message => message.Role is not "system"))
        {
            if (message.Role is "tool") pieces.Add("tool " + Flat(Result(message.Content ?? "")));
            else pieces.UnionWith((message.Content ?? "").Split('\n').Where(static line => !string.IsNullOrWhiteSpace(line)).Select(line => $"{message.Role} {line}"));
            pieces.UnionWith(message.ToolCalls.Select(static call => $"call {call.Name}({Canonical(call.Arguments.Length == 0 ? "{}" : call.Arguments)})"));
        }

        return pieces;
    }

    private static string Flat(string? text) => (text ?? "").Replace("\n", "⏎", StringComparison.Ordinal);

    /// <summary>Where results must be objects, texts stand in one of one property.</summary>
    private static string Result(string content)
    {
        var canonical = Canonical(content);
        try
        {
            return JsonNode.Parse(content) is JsonObject { Count: 1 } json && (json["result"] ?? json["error"]) is JsonValue value && value.TryGetValue<string>(out var text) ? Canonical(text) : canonical;
        }
        catch (JsonException)
        {
            return canonical;
        }
    }

    private static string Canonical(string json)
    {
        try
        {
            return JsonNode.Parse(json)?.ToJsonString() ?? json;
        }
        catch (JsonException)
        {
            return json;
        }
    }
}
