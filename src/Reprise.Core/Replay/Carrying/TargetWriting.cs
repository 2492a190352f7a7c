using System.Globalization;
using System.Text.Json.Nodes;

namespace Reprise.Replay.Carrying;

/// <summary>What the writers share: limits that are clamped, ids that are made to fit, and notes of what is left out.</summary>
internal static class TargetWriting
{
    /// <summary>What Anthropic is told when nobody said how much it may write; it will not do without.</summary>
    public const long DefaultMaxTokens = 4096;

    public static double? Clamp(double? value, double from, double to, string name, Losses losses)
    {
        if (value is not { } number || number >= from && number <= to) return value;
        var clamped = Math.Clamp(number, from, to);
        losses.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {number}, which is set to {clamped}"));
        return clamped;
    }

    /// <summary>Says what the target has no word for.</summary>
    public static void Leave(CarriedCall call, bool topK = false, bool seed = false, bool penalties = false, bool stops = false, bool answers = false, bool parallel = false, bool effort = false, bool thinking = false, bool format = false, bool strict = false)
    {
        var parameters = call.Parameters;
        void Note(bool left, string what)
        {
            if (left) call.Losses.Add(what);
        }

        Note(topK && parameters.TopK is not null, "top_k");
        Note(seed && parameters.Seed is not null, "seed");
        Note(penalties && parameters.PresencePenalty is not null and not 0, "presence penalty");
        Note(penalties && parameters.FrequencyPenalty is not null and not 0, "frequency penalty");
        Note(stops && parameters.Stops.Count > 0, "stop sequences");
        Note(answers && parameters.Answers > 1, "the number of answers");
        Note(parallel && parameters.ParallelCalls is false, "that calls are made one at a time");
        Note(effort && parameters.Effort is not null, "reasoning effort");
        Note(thinking && parameters.ThinkingTokens is not null, "the thinking budget");
        Note(strict && call.Tools.Exists(static tool => tool.IsStrict), "strictness of tools");
        Note(format && call.Format is not null, call.Format?.Schema is null ? "that the answer is JSON" : "the JSON schema of the answer");
    }

    /// <summary>The stop sequences the target takes; further ones are noted.</summary>
    public static JsonArray? Stops(CarriedCall call, int most)
    {
        if (call.Parameters.Stops.Count == 0) return null;
        if (call.Parameters.Stops.Count > most) call.Losses.Add(string.Create(CultureInfo.InvariantCulture, $"stop sequences behind the first {most}"));
        return Nodes.Array(call.Parameters.Stops.Take(most));
    }

    /// <summary>Ids of calls in letters, digits, <c>_</c> and <c>-</c>; the same id for the same call.</summary>
    /// <param name="id">The source's.</param>
    /// <param name="most">Its longest length, or its exact one when <paramref name="exact"/>.</param>
    /// <param name="exact">Whether nothing but letters and digits of just that length will do, as with Mistral.</param>
    public static string Id(string id, int most = 64, bool exact = false)
    {
        var fits = id.Length > 0 && (exact ? id.Length == most : id.Length <= most) && id.All(c => char.IsAsciiLetterOrDigit(c) || !exact && c is '_' or '-');
        if (fits) return id;
        return Interactions.Hashes.OfBytes(System.Text.Encoding.UTF8.GetBytes(id))[..Math.Min(most, 24)];
    }

    public static string DataUrl(MediaPart media) => $"data:{media.MediaType ?? "application/octet-stream"};base64,{media.Base64}";

    public static void Lose(MediaPart media, CarriedCall call) =>
        call.Losses.Add(media.Base64 is null ? $"{MediaReading.Article(media.Kind)} by address" : $"{MediaReading.Article(media.Kind)} ({media.MediaType ?? "unknown type"})");
}
