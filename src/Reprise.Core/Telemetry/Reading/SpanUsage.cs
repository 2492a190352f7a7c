using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>Counts of tokens under whatever names, as the record counts them: the prompt includes what came from the provider's cache and what went there.</summary>
internal sealed class SpanUsage
{
    private readonly long?[] _counts = new long?[Enum.GetValues<Slot>().Length];
    private readonly int[] _families = new int[Enum.GetValues<Slot>().Length];
    private int _family;

    public enum Slot
    {
        Input,
        Output,
        Total,
        Cached,
        Write,
        WriteHour,
        Reasoning,
        InputAudio,
        CachedAudio,
        OutputAudio,
        InputImage,
        OutputImage,
    }

    public bool Any => Array.Exists(_counts, count => count is not null);

    public long? this[Slot slot] => _counts[(int)slot];

    /// <summary>Counts that follow come from another place. Where two places count the same, the one that came first counts.</summary>
    public void NextFamily() => _family++;

    public void Add(Slot slot, double? value)
    {
        if (value is not (>= 0 and < 9e15) || _counts[(int)slot] is not null) return;
        _counts[(int)slot] = (long)Math.Round(value.Value);
        _families[(int)slot] = _family;
    }

    /// <summary>Into the record's definition.</summary>
    /// <param name="isApart">Whether the input is known to leave out what concerns the cache.</param>
    /// <param name="mayBeApart">Whether it is known to happen with this provider: then an input smaller than what is said to be part of it is apart from it.</param>
    public MetricsDocument Metrics(bool isApart, bool mayBeApart)
    {
        var (input, output, total) = (this[Slot.Input], this[Slot.Output], this[Slot.Total]);
        var write = this[Slot.Write] is { } written ? Math.Max(written, this[Slot.WriteHour] ?? 0) : this[Slot.WriteHour];
        var cache = (this[Slot.Cached] ?? 0) + (write ?? 0);
        var prompt = input;
        if (input is { } counted && cache > 0)
        {
            var addsUp = total is not null && _families[(int)Slot.Total] == _families[(int)Slot.Input] && total == counted + cache + (output ?? 0);
            prompt = isApart || addsUp || (mayBeApart && counted < cache) ? counted + cache : Math.Max(counted, cache);
        }

        if (total is { } sum && prompt is { } asked && sum < asked + (output ?? 0)) total = asked + (output ?? 0);
        return new MetricsDocument
        {
            PromptTokens = prompt,
            CompletionTokens = output,
            TotalTokens = total,
            CachedTokens = this[Slot.Cached],
            CacheWriteTokens = write,
            CacheWriteHourTokens = this[Slot.WriteHour],
            ReasoningTokens = this[Slot.Reasoning],
            PromptAudioTokens = this[Slot.InputAudio],
            CachedAudioTokens = this[Slot.CachedAudio],
            CompletionAudioTokens = this[Slot.OutputAudio],
            PromptImageTokens = this[Slot.InputImage],
            CompletionImageTokens = this[Slot.OutputImage],
        };
    }

    /// <summary>What a name counts, by the words in it: <c>cache_read.input_tokens</c>, <c>cachedInputTokens</c> and <c>input_cached_tokens</c> are one thing. Null when it is none we know.</summary>
    public static Slot? SlotOf(string name)
    {
        var words = UsageWords.Of(name);
        if (words.Has("cost") || words.Has("no") || words.Has("text") || words.Has("custom") || words.Has("accepted") || words.Has("rejected")) return null;
        var isOutput = words.Has("output") || words.Has("completion") || words.Has("candidates") || words.Has("response");
        var isCache = words.Has("cache") || words.Has("cached") || words.Has("caching");
        if (isCache)
        {
            if (words.Has("audio")) return Slot.CachedAudio;
            if (words.Has("1h")) return Slot.WriteHour;
            if (words.Has("5m")) return null;
            return words.Has("creation") || words.Has("write") || words.Has("created") ? Slot.Write : words.Unknown == 0 ? Slot.Cached : null;
        }

        if (words.Has("reasoning") || words.Has("thoughts") || words.Has("thinking")) return Slot.Reasoning;
        if (words.Has("audio")) return isOutput ? Slot.OutputAudio : Slot.InputAudio;
        if (words.Has("image")) return isOutput ? Slot.OutputImage : Slot.InputImage;
        if (words.Unknown > 0) return null;
        if (words.Has("total")) return Slot.Total;
        if (isOutput) return Slot.Output;
        return words.Has("input") || words.Has("prompt") ? Slot.Input : words.IsEmpty ? Slot.Total : null;
    }

    /// <summary>Counts in an object, its members' members included.</summary>
    public void AddAll(JsonElement json, string path = "", int depth = 0)
    {
        if (json.ValueKind != JsonValueKind.Object || depth > 3) return;
        foreach (var member in json.EnumerateObject())
        {
            var name = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetDouble(out var number) && SlotOf(name) is { } slot) Add(slot, number);
            else AddAll(member.Value, name, depth + 1);
        }
    }
}
