using System.Text.Json;
using System.Text.Json.Nodes;
using Reprise.Wire;

namespace Reprise.Core.Tests.Wire;

/// <summary>Reads every recorded exchange and compares with what an independent reader of the same bytes found.</summary>
public sealed class CassetteTests
{
    /// <summary>Rows where we mean to differ, with the reason.</summary>
    private static readonly Dictionary<string, string> MeantToDiffer = new(StringComparer.Ordinal)
    {
        ["snowflake.chat_completions."] = "a function call whose name and arguments are empty strings is how Snowflake writes that there is none; the other reader counts a call",
        ["openai.chat_completions.dd-trace-py.chat_completion_custom_tool_call"] = "the other reader leaves out the name and the input of a custom tool call",
    };

    [Fact]
    public void Readings_match_the_facts_of_99_5_percent_of_the_recordings()
    {
        int rows = 0, exact = 0;
        var wrong = new List<string>();
        foreach (var cassette in Cassettes.All)
        {
            if (cassette.Expected is not { } expected) continue;
            rows++;
            var differences = Differences(cassette, expected);
            if (differences.Count == 0) exact++;
            else wrong.Add($"{cassette.Name} [{cassette.Dialect.Name}]: {string.Join("; ", differences)}");
        }

        foreach (var line in wrong) TestContext.Current.TestOutputHelper?.WriteLine(line);
        rows.ShouldBeGreaterThan(1_800);
        ((double)exact / rows).ShouldBeGreaterThanOrEqualTo(0.995, $"{exact} of {rows}\n{string.Join("\n", wrong)}");
        wrong.ShouldAllBe(line => MeantToDiffer.Keys.Any(start => line.StartsWith(start, StringComparison.Ordinal)));
    }

    [Fact]
    public void Requests_name_their_model_and_whether_they_stream()
    {
        var wrong = new List<string>();
        var rows = 0;
        foreach (var cassette in Cassettes.All)
        {
            if (cassette.Expected is not { } expected) continue;
            rows++;
            var call = cassette.Dialect.ReadRequest(cassette.Request, details: false);
            var model = Uri.UnescapeDataString(expected.GetProperty("request_model").GetString() ?? "");
            if (model.Length > 0 && model != call.Model && !(call.Model ?? "").StartsWith(model, StringComparison.Ordinal)) wrong.Add($"{cassette.Name} [{cassette.Dialect.Name}]: model {model} but {call.Model}");
            if (call.Error is not null) wrong.Add($"{cassette.Name}: {call.Error}");
        }

        wrong.Count.ShouldBeLessThan(rows / 200, string.Join("\n", wrong));
    }

    /// <summary>The comparison of the shared check, field for field.</summary>
    private static List<string> Differences(Cassette cassette, JsonElement expected)
    {
        var got = cassette.Dialect.ReadResponse(cassette.Response);
        var wrong = new List<string>();
        if (Text(expected, "text") is { } text && text.Trim() != (got.Content ?? "null").Trim()) wrong.Add($"text '{Short(text)}' but '{Short(got.Content)}'");
        if (Text(expected, "thinking") is { Length: > 0 } thinking && thinking.Trim() != (got.Reasoning ?? "").Trim()) wrong.Add($"thinking '{Short(thinking)}' but '{Short(got.Reasoning)}'");
        if (expected.TryGetProperty("tool_calls", out var tools) && tools.ValueKind is JsonValueKind.Array && tools.GetArrayLength() > 0) CompareTools(tools, got.ToolCalls, wrong);
        if (Text(expected, "finish_reason") is { Length: > 0 } reason && reason != got.FinishReason) wrong.Add($"finish {reason} but {got.FinishReason}");
        if (expected.TryGetProperty("usage", out var usage) && usage.ValueKind is JsonValueKind.Object) CompareUsage(cassette, usage, got, wrong);
        if (expected.GetProperty("status").GetInt32() >= 400 && got.ErrorMessage is null) wrong.Add("no error message");
        if (expected.TryGetProperty("error", out var error) && Text(error, "message") is { } message && message != got.ErrorMessage) wrong.Add($"error '{Short(message)}' but '{Short(got.ErrorMessage)}'");
        if (got.Error is not null) wrong.Add(got.Error);
        return wrong;
    }

    private static void CompareTools(JsonElement tools, IReadOnlyList<ToolCall> got, List<string> wrong)
    {
        var want = tools.EnumerateArray().Select(tool => (Text(tool, "name"), Canonical(tool.GetProperty("arguments")))).ToList();
        var have = got.Select(tool => ((string?)tool.Name, Canonical(tool.Arguments))).ToList();
        if (!want.SequenceEqual(have)) wrong.Add($"tools {Short(string.Join(' ', want))} but {Short(string.Join(' ', have))}");
    }

    private static void CompareUsage(Cassette cassette, JsonElement usage, AnswerReading got, List<string> wrong)
    {
        var separate = cassette.Provider is "anthropic" or "bedrock" || cassette.Api == "messages";
        var read = Count(usage, "cache_read");
        if (Count(usage, "input") is { } input)
        {
            var prompt = separate ? input + (read ?? 0) + (Count(usage, "cache_write") ?? 0) : input;
            if (prompt != got.Usage?.PromptTokens) wrong.Add($"prompt tokens {prompt} but {got.Usage?.PromptTokens}");
        }

        if (Count(usage, "output") is { } output && output != got.Usage?.CompletionTokens) wrong.Add($"completion tokens {output} but {got.Usage?.CompletionTokens}");
        if (read is > 0 && read != got.Usage?.CachedTokens) wrong.Add($"cached tokens {read} but {got.Usage?.CachedTokens}");
    }

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static long? Count(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number ? value.GetInt64() : null;

    private static string Canonical(JsonElement value) => value.ValueKind is JsonValueKind.String ? Canonical(value.GetString()!) : Sorted(JsonNode.Parse(value.GetRawText()));

    private static string Canonical(string text)
    {
        try
        {
            return Sorted(JsonNode.Parse(text));
        }
        catch (JsonException)
        {
            return JsonSerializer.Serialize(text);
        }
    }

    private static string Sorted(JsonNode? node) => node switch
    {
        JsonObject o => "{" + string.Join(',', o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => JsonSerializer.Serialize(p.Key) + ":" + Sorted(p.Value))) + "}",
        JsonArray a => "[" + string.Join(',', a.Select(Sorted)) + "]",
        null => "null",
        _ => node.GetValueKind() is JsonValueKind.Number ? node.GetValue<double>().ToString("R") : node.ToJsonString(),
    };

    private static string Short(string? text) => text is null ? "nothing" : text.Length <= 90 ? text : text[..90];
}
