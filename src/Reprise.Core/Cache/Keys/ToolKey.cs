using System.Text;
using System.Text.Json;
using Reprise.Cache.Policies;
using Reprise.Embeddings;
using Reprise.Wire;

namespace Reprise.Cache.Keys;

/// <summary>Reads the key of a call that no provider answered: a tool, a check, a command.</summary>
internal static class ToolKey
{
    public static CacheKey Read(string kind, string name, string input, in CacheScope scope, CachePolicy policy, KeyScratch scratch)
    {
        if (input.Length > JsonTape.MaxBytes) return new CacheKey { Refusal = CacheReasons.NotReadable, SemanticRefusal = CacheReasons.NotReadable };
        scratch.Begin(scope, "tool");
        scratch.Bytes.Text(kind);
        scratch.Bytes.Text(name);
        if (!input.AsSpan().TrimStart().StartsWith('{') || ReadObject(input, policy, scratch) is not { } key)
        {
            scratch.Bytes.Flag(false);
            key = Finish(scratch, input, input, policy);
        }

        return key;
    }

    /// <summary>Null when it is no JSON after all: then it is a text like any other, letter for letter.</summary>
    private static CacheKey? ReadObject(string input, CachePolicy policy, KeyScratch scratch)
    {
        // Half a surrogate pair becomes a replacement character here, so it must not count as JSON.
        var json = Encoding.UTF8.GetBytes(input);
        if (json.AsSpan().IndexOf("\uFFFD"u8) >= 0 || !scratch.Tape.TryRead(json) || !scratch.Tape.IsObject(0)) return null;
        var text = FindText(scratch.Tape, json);
        var mark = scratch.Bytes.Mark();
        scratch.Bytes.Flag(true);
        if (!scratch.Bytes.Document(scratch.Tape, json, text))
        {
            scratch.Bytes.Clear(mark);
            return null;
        }

        var found = text < 0 ? null : Encoding.UTF8.GetString(scratch.Tape.Text(json, text));
        return Finish(scratch, found ?? "", found, policy);
    }

    private static CacheKey Finish(KeyScratch scratch, string exact, string? text, CachePolicy policy)
    {
        var partition = scratch.Bytes.Hash();
        scratch.Bytes.Clear();
        scratch.Bytes.Key(partition);
        scratch.Bytes.Text(exact);
        var refusal = policy.Matching is CacheMatching.Exact ? CacheReasons.ExactOnly
            : text is null ? CacheReasons.NoText
            : TextFitness.WhyNot(text, policy.MaxTextLength);
        return new CacheKey { Partition = partition, Exact = scratch.Bytes.Hash(), Text = refusal is null ? text : null, SemanticRefusal = refusal };
    }

    /// <summary>
    /// The longest text among the values; where some have a name that says they are what is asked, the longest of those, so that of a short text and a
    /// long name of a language it is not the language that may be reworded. Of equals the first by name.
    /// </summary>
    private static int FindText(JsonTape tape, ReadOnlySpan<byte> json)
    {
        var best = -1;
        var end = tape[0].Next;
        for (var name = 1; name < end; name = tape[name + 1].Next)
        {
            if (tape[name + 1].Kind is JsonTokenType.String && (best < 0 || IsBetter(tape, json, name, best))) best = name;
        }

        return best < 0 ? -1 : best + 1;
    }

    private static bool IsBetter(JsonTape tape, ReadOnlySpan<byte> json, int name, int best)
    {
        var text = tape.Text(json, name);
        var other = tape.Text(json, best);
        if (IsQuestion(text) != IsQuestion(other)) return IsQuestion(text);
        var (length, otherLength) = (tape[name + 1].Length, tape[best + 1].Length);
        return length != otherLength ? length > otherLength : text.SequenceCompareTo(other) < 0;
    }

    private static bool IsQuestion(ReadOnlySpan<byte> name) =>
        name.Is("text"u8) || name.Is("prompt"u8) || name.Is("query"u8) || name.Is("question"u8) || name.Is("message"u8) || name.Is("input"u8)
        || name.Is("content"u8) || name.Is("instruction"u8) || name.Is("instructions"u8) || name.Is("task"u8) || name.Is("request"u8);
}
