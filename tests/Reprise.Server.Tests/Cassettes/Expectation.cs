using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reprise.Server.Tests.Cassettes;

/// <summary>What an independent reader found in the bytes of an exchange.</summary>
internal sealed class Expectation
{
    public const string File = "expected.jsonl";

    private readonly JsonNode _expected;
    private readonly bool _cacheIsApart;

    private Expectation(JsonNode expected)
    {
        _expected = expected;
        // These providers count what came from or went into the cache beside the input, not in it.
        _cacheIsApart = (string?)expected["provider"] is "anthropic" or "bedrock" || (string?)expected["api"] == "messages";
    }

    public string Name => (string)_expected["name"]!;

    public static IEnumerable<Expectation> ReadAll(string folder) => System.IO.File.ReadLines(Path.Combine(folder, File)).Select(line => new Expectation(JsonNode.Parse(line)!));

    /// <summary>Where a record says something else; empty when nowhere.</summary>
    public List<string> DifferencesOf(JsonNode record)
    {
        var differences = new List<string>();
        var response = record["response"];
        var metrics = record["metrics"];
        if (_expected["text"] is { } text) Compare("text", text.GetValue<string>().Trim(), ContentOf(response?["content"]).Trim());
        if ((string?)_expected["thinking"] is { Length: > 0 } thinking) Compare("thinking", thinking.Trim(), ((string?)response?["reasoning"] ?? "").Trim());
        if (_expected["tool_calls"] is JsonArray { Count: > 0 } tools) Compare("tools", CallsOf(tools), CallsOf(response?["tool_calls"] as JsonArray ?? []));
        // One provider gives numbers; the record has words, so these are the digits.
        if (_expected["finish_reason"]?.ToString() is { Length: > 0 } finish) Compare("finish", finish, response?["finish_reason"]?.ToString());
        if (_expected["usage"] is { } usage)
        {
            if (Count(usage, "input") is { } input)
                Compare("prompt_tokens", _cacheIsApart ? input + (Count(usage, "cache_read") ?? 0) + (Count(usage, "cache_write") ?? 0) : input, Count(metrics, "prompt_tokens"));
            if (Count(usage, "output") is { } output) Compare("completion_tokens", output, Count(metrics, "completion_tokens"));
            if (Count(usage, "cache_read") is > 0 and var cached) Compare("cached_tokens", cached, Count(metrics, "cached_tokens"));
        }

        if ((int?)_expected["status"] >= 400 && (string?)record["status"] == "success") differences.Add($"status: {_expected["status"]} is a success");
        return differences;

        void Compare<T>(string field, T expected, T found)
        {
            if (!EqualityComparer<T>.Default.Equals(expected, found)) differences.Add($"{field}: expected {Short(expected)}, found {Short(found)}");
        }
    }

    private static long? Count(JsonNode? counts, string name) => (long?)counts?[name];

    private static string ContentOf(JsonNode? content) => content?.GetValueKind() == JsonValueKind.String ? content.GetValue<string>() : content?.ToJsonString() ?? "null";

    private static string CallsOf(JsonArray calls) => string.Join('\n', calls.Select(call =>
    {
        var function = call!["function"] as JsonObject ?? call.AsObject();
        var arguments = function["arguments"] ?? call["arguments"] ?? call["input"];
        if (arguments?.GetValueKind() == JsonValueKind.String) arguments = Parsed(arguments);
        return $"{(string?)function["name"] ?? (string?)call["name"]} {Sorted(arguments)?.ToJsonString() ?? "null"}";
    }));

    private static JsonNode? Parsed(JsonNode text)
    {
        try
        {
            return JsonNode.Parse(text.GetValue<string>());
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static string Short(object? value) => value?.ToString() is { } text ? $"'{(text.Length > 80 ? text[..80] + "…" : text)}'" : "nothing";
}
