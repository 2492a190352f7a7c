using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Reprise.Playback.Matching;

namespace Reprise.Playback.Misses;

/// <summary>The single values of a request by their JSON pointers, so that two requests can be laid beside each other. Bounded in number.</summary>
internal static class RequestLeaves
{
    private const int MaxLeaves = 4096;

    /// <summary>Longer names are shortened and deeper values taken whole: pointers stand in memory once for each leaf.</summary>
    private const int MaxName = 80;
    private const int MaxPath = 1024;
    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = TapeJson.MaxBodyDepth };

    /// <param name="request">The request.</param>
    /// <param name="rules">What does not count, and is left out; null for nothing.</param>
    public static Dictionary<string, Leaf> Of(TapeRequest request, MatchRules? rules)
    {
        var leaves = new Dictionary<string, Leaf>(StringComparer.Ordinal);
        foreach (var parameter in TapeQuery.Parameters(TapeQuery.WithoutCredentials(request.Query)))
            if (rules?.Parameters.Contains(parameter.Split('=', 2)[0], StringComparer.Ordinal) != true) leaves.TryAdd("?" + parameter.Split('=', 2)[0], Leaf.Of(parameter, parameter));
        if (request.Body.IsEmpty) return leaves;
        if (Utf8.IsValid(request.Body.Span))
        {
            try
            {
                using var document = JsonDocument.Parse(request.Body, s_reading);
                Add(leaves, document.RootElement, new StringBuilder(), rules, NormalisedKey.AllOpen(rules), 0);
                return leaves;
            }
            catch (JsonException)
            {
                // Text of some other kind.
            }
        }

        leaves["(body)"] = new Leaf(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{request.Body.Length} bytes that are no JSON"), TapeKey.OfBytes(request.Body.Span));
        return leaves;
    }

    private static void Add(Dictionary<string, Leaf> leaves, JsonElement value, StringBuilder path, MatchRules? rules, ulong open, int depth)
    {
        if (leaves.Count >= MaxLeaves) return;
        var length = path.Length;
        if (length < MaxPath && value.ValueKind == JsonValueKind.Object && value.EnumerateObject().MoveNext())
        {
            foreach (var member in value.EnumerateObject())
            {
                var next = NormalisedKey.Follow(rules, open, depth, open == 0 ? "" : NormalisedKey.NameOf(member), out var ends);
                if (ends) continue;
                path.Append('/').Append(NameOf(member).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
                Add(leaves, member.Value, path, rules, next, depth + 1);
                path.Length = length;
            }
        }
        else if (length < MaxPath && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                var next = NormalisedKey.Follow(rules, open, depth, open == 0 ? "" : index.ToString(System.Globalization.CultureInfo.InvariantCulture), out var ends);
                path.Append('/').Append(index++);
                // An item that does not count still counts as one.
                if (ends) leaves[path.ToString()] = Leaf.Of("anything", "");
                else Add(leaves, item, path, rules, next, depth + 1);
                path.Length = length;
            }
        }
        else
        {
            leaves[path.ToString()] = Leaf.Of(value.GetRawText(), NormalisedKey.WhatCounts(value, rules));
        }
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            var name = member.Name;
            return name.Length <= MaxName ? name : $"{name[..MaxName]}…{TapeKey.OfBytes(Encoding.UTF8.GetBytes(name)).Low:x8}";
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }

    /// <param name="Shown">As it stands.</param>
    /// <param name="Whole">A hash of all that counts in it.</param>
    public readonly record struct Leaf(string Shown, TapeKey Whole)
    {
        public static Leaf Of(string shown, string counts) => new(shown, TapeKey.OfBytes(Encoding.UTF8.GetBytes(counts)));
    }
}
