using System.Globalization;
using System.Text.Json;

namespace Reprise.Playback.Faults;

/// <summary>Reads fault scripts, which people write by hand: what is not known is refused, with the rule's name.</summary>
internal static class FaultReader
{
    private const int MaxRules = 200;
    private const int MaxMs = 600_000;
    private static readonly JsonDocumentOptions s_reading = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public static FaultScript Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            return ReadScript(json);
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("the script has half of a character in a text", e);
        }
    }

    private static FaultScript ReadScript(ReadOnlyMemory<byte> json)
    {
        using var document = Parse(json);
        var script = new FaultFields(document.RootElement, "the script", ["rules", "seed", "apply"]);
        var seed = script.Whole("seed", long.MinValue, long.MaxValue) ?? Random.Shared.NextInt64(1, int.MaxValue);
        var appliesAll = script.Word("apply", "first", "all") == "all";
        var rules = script.List("rules");
        if (rules.Count is 0 or > MaxRules) throw new FormatException($"the script has {(rules.Count == 0 ? "no rules" : $"more than {MaxRules} rules")}");
        return new FaultScript([.. rules.Select(ReadRule)], appliesAll, seed);
    }

    private static FaultRule ReadRule(JsonElement rule, int index)
    {
        var number = string.Create(CultureInfo.InvariantCulture, $"rule {index + 1}");
        var name = rule.ValueKind == JsonValueKind.Object && rule.TryGetProperty("name"u8, out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        var where = name is null ? number : $"{number} ({TapeWords.Visible(name, 60)})";
        var fields = new FaultFields(rule, where,
            ["name", "when", "latency_ms", "per_event_ms", "bytes_per_second", "cut", "spoil", "content_type", "drop", "hang_ms", "status", "message", "retry_after", "headers"]);
        var effect = new FaultEffect
        {
            LatencyMs = fields.Range("latency_ms", MaxMs),
            PerEvent = TimeSpan.FromMilliseconds(fields.Whole("per_event_ms", 1, MaxMs) ?? 0),
            BytesPerSecond = (int)(fields.Whole("bytes_per_second", 1, int.MaxValue) ?? 0),
            Cut = ReadCut(fields),
            Spoil = fields.Word("spoil", "cut-json", "invalid-bytes", "empty") switch { "cut-json" => FaultSpoil.CutJson, "invalid-bytes" => FaultSpoil.InvalidBytes, "empty" => FaultSpoil.Empty, _ => FaultSpoil.None },
            ContentType = fields.Text("content_type"),
            Drops = fields.Flag("drop"),
            Hang = fields.Whole("hang_ms", 1, MaxMs) is { } hang ? TimeSpan.FromMilliseconds(hang) : null,
            Status = (int?)fields.Whole("status", 400, 599),
            Message = fields.Text("message"),
            RetryAfter = fields.NumberOrText("retry_after"),
            Headers = fields.Texts("headers"),
        };
        if (effect.Status is null && (effect.Message is not null || effect.RetryAfter is not null || effect.Headers.Count > 0))
            throw new FormatException($"{where} has message, retry_after or headers without a status they could go with");
        if (effect == new FaultEffect { Headers = effect.Headers }) throw new FormatException($"{where} does nothing; give it one of latency_ms, per_event_ms, bytes_per_second, cut, spoil, content_type, drop, hang_ms, status");
        return new FaultRule(index, name ?? number, ReadWhen(fields), effect);
    }

    private static FaultCut? ReadCut(FaultFields rule)
    {
        if (rule.Section("cut", ["events", "bytes", "percent"]) is not { } cut) return null;
        var found = new FaultCut((int?)cut.Whole("events", 0, int.MaxValue), (int?)cut.Whole("bytes", 0, int.MaxValue), cut.Number("percent", 0, 100));
        if (new[] { found.Events is not null, found.Bytes is not null, found.Percent is not null }.Count(static given => given) != 1) throw new FormatException($"{cut.Where} needs one of events, bytes and percent");
        return found;
    }

    private static FaultWhen ReadWhen(FaultFields rule)
    {
        if (rule.Section("when", ["lane", "provider", "path", "model", "text", "json", "of", "call", "every", "times", "after", "probability"]) is not { } when) return new FaultWhen();
        return new FaultWhen
        {
            Lane = when.Text("lane"),
            Provider = when.Text("provider"),
            Path = when.Text("path"),
            Model = when.Text("model"),
            Text = when.Text("text"),
            Json = when.Values("json"),
            Of = when.Word("of", "all", "lane", "path") switch { "lane" => FaultScope.Lane, "path" => FaultScope.Path, _ => FaultScope.All },
            Calls = when.Numbers("call"),
            Every = when.Whole("every", 1, int.MaxValue),
            Times = when.Whole("times", 1, int.MaxValue),
            After = when.Whole("after", 0, int.MaxValue) ?? 0,
            Probability = when.Number("probability", 0, 1),
        };
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, s_reading);
        }
        catch (JsonException e)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"the script is not valid JSON: line {e.LineNumber.GetValueOrDefault() + 1}, byte {e.BytePositionInLine.GetValueOrDefault() + 1}"), e);
        }
    }
}
