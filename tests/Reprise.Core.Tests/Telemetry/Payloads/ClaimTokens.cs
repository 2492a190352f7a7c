using System.Globalization;
using System.Text.Json.Nodes;
using Reprise.Telemetry;

namespace Reprise.Core.Tests.Telemetry;

/// <summary>Counts of tokens: other projects keep apart what a record counts together, so that its prompt is the sum of their buckets. Those of a step around calls stand in its metadata.</summary>
internal static class ClaimTokens
{
    public static Finding Named(Recorded record, string name, Claim claim)
    {
        var isMissing = claim.Relation is "toBeUndefined" || claim.Expected is null;
        if (isMissing && SpanUsage.SlotOf(name) is null) return Finding.Of(!Others(record, name).Any(value => Text(value) == claim.Expected?.ToString()));
        // Which spelling they settled on among several is theirs.
        if (isMissing && name is not ("input" or "output" or "total")) return Finding.None("which of several names that project keeps");
        return SpanUsage.SlotOf(name) is { } slot ? Slot(record, slot, claim, name) : ClaimCheck.Same(claim, [.. Derived(record, name), .. Others(record, name)]);
    }

    public static Finding Slot(Recorded record, SpanUsage.Slot slot, Claim claim, string name = "")
    {
        var prompt = Count(record, "prompt_tokens");
        var completion = Count(record, "completion_tokens");
        var (cached, write, reasoning) = (Count(record, "cached_tokens") ?? 0, Count(record, "cache_write_tokens") ?? 0, Count(record, "reasoning_tokens") ?? 0);
        var (audioIn, audioOut) = (Count(record, "prompt_audio_tokens") ?? 0, Count(record, "completion_audio_tokens") ?? 0);
        IEnumerable<long?> counts = slot switch
        {
            SpanUsage.Slot.Input => [prompt, prompt - cached - write, prompt - cached - write - audioIn],
            SpanUsage.Slot.Output => [completion, completion - reasoning, completion - reasoning - audioOut],
            SpanUsage.Slot.Total => [Count(record, "total_tokens"), prompt + completion],
            SpanUsage.Slot.Cached => [Count(record, "cached_tokens")],
            // What was written for a known time is in buckets of its own with them.
            SpanUsage.Slot.Write => Count(record, "cache_write_hour_tokens") is null ? [Count(record, "cache_write_tokens")] : [Count(record, "cache_write_tokens"), 0],
            SpanUsage.Slot.WriteHour => [Count(record, "cache_write_hour_tokens")],
            SpanUsage.Slot.Reasoning => [Count(record, "reasoning_tokens")],
            SpanUsage.Slot.InputAudio => [Count(record, "prompt_audio_tokens")],
            SpanUsage.Slot.CachedAudio => [Count(record, "cached_audio_tokens")],
            SpanUsage.Slot.OutputAudio => [Count(record, "completion_audio_tokens")],
            _ => [],
        };
        // Two names of one thing may come with two numbers; the one that is not counted stays where it was said.
        return ClaimCheck.Same(claim, [.. counts.Where(count => count is not null).Select(count => count!.Value.ToString(CultureInfo.InvariantCulture)).Distinct(StringComparer.Ordinal), .. slot == SpanUsage.Slot.Write && name.Length > 0 ? Others(record, name) : []]);
    }

    public static Finding Exact(Recorded record, string name, Claim claim) => ClaimCheck.Same(claim, Count(record, name)?.ToString(CultureInfo.InvariantCulture));

    private static long? Count(Recorded record, string name) => (record.Json["metrics"]?[name] ?? record.Json["metadata"]?["usage"]?[name])?.GetValue<long>();

    /// <summary>What was written for five minutes is what was not written for an hour.</summary>
    private static IEnumerable<string?> Derived(Recorded record, string name) =>
        UsageWords.Of(name).Has("5m") && Count(record, "cache_write_hour_tokens") is { } hour ? [((Count(record, "cache_write_tokens") ?? 0) - hour).ToString(CultureInfo.InvariantCulture)] : [];

    private static IEnumerable<string?> Others(Recorded record, string name) =>
        ClaimMetadata.Leaves(record.Json["metadata"]).Where(leaf => Words(name).IsSubsetOf(Words(leaf.Name))).Select(leaf => (string?)leaf.Value.ToString());

    private static string Text(string? value) => value ?? "";

    private static HashSet<string> Words(string name) => [.. System.Text.RegularExpressions.Regex.Replace(name.Split('.')[^1], "(?<=[a-z])(?=[A-Z])", "_", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).ToLowerInvariant().Split('_').Where(word => word is not ("tokens" or "token"))];
}
