using Reprise.Interactions;

namespace Reprise.Storage.Tests.Conformance;

/// <summary>Says where two records differ, by name, so that a failure on an engine far away can be understood.</summary>
internal static class Difference
{
    private const int Shown = 120;

    public static void ShouldBeSame(RecordedInteraction? found, RecordedInteraction expected, string? because = null) =>
        Between(found, expected).ShouldBeEmpty($"{expected.Interaction.Id} {because}");

    /// <summary>The same columns, bodies byte for byte, headers; facts are looked at where asked for.</summary>
    public static IReadOnlyList<string> Between(RecordedInteraction? found, RecordedInteraction expected, bool facts = false)
    {
        if (found is null) return ["it is not there"];
        var differences = new List<string>();
        differences.AddRange(Between(found.Interaction, expected.Interaction));
        Body(differences, "request", found.Request, expected.Request);
        Body(differences, "response", found.Response, expected.Response);
        if (!found.ResponseHeaders.SequenceEqual(expected.ResponseHeaders)) differences.Add(Line("headers", string.Join(", ", found.ResponseHeaders), string.Join(", ", expected.ResponseHeaders)));
        if (facts && !found.Facts.SequenceEqual(expected.Facts)) differences.Add(Line("facts", string.Join(", ", found.Facts), string.Join(", ", expected.Facts)));
        return differences;
    }

    public static IEnumerable<string> Between(Interaction found, Interaction expected)
    {
        foreach (var member in typeof(Interaction).GetProperties().Where(member => member.CanWrite))
        {
            var (left, right) = (member.GetValue(found), member.GetValue(expected));
            var isSame = left is IReadOnlyList<string> list ? list.SequenceEqual((IReadOnlyList<string>)right!) : left is IReadOnlyList<KeyValuePair<string, string>> pairs ? pairs.SequenceEqual((IReadOnlyList<KeyValuePair<string, string>>)right!) : Equals(left, right);
            if (!isSame && left is PrivacyNote or SecurityNote && right is not null) isSame = NoteText(left) == NoteText(right);
            if (!isSame) yield return Line(member.Name, Text(left), Text(right));
        }
    }

    private static void Body(List<string> differences, string which, Body? found, Body? expected)
    {
        if (found is null && expected is null) return;
        if (found is null || expected is null)
        {
            differences.Add(Line(which, found is null ? "none" : $"{found.Bytes.Length} bytes", expected is null ? "none" : $"{expected.Bytes.Length} bytes"));
            return;
        }

        if (!found.Bytes.Span.SequenceEqual(expected.Bytes.Span))
        {
            var common = found.Bytes.Span.CommonPrefixLength(expected.Bytes.Span);
            differences.Add($"{which}: {found.Bytes.Length} bytes instead of {expected.Bytes.Length}, other from byte {common} on");
        }

        if (found.ContentType != expected.ContentType) differences.Add(Line($"{which} content type", found.ContentType, expected.ContentType));
        if (found.ContentEncoding != expected.ContentEncoding) differences.Add(Line($"{which} content encoding", found.ContentEncoding, expected.ContentEncoding));
        if (!found.Chunks.SequenceEqual(expected.Chunks)) differences.Add(Line($"{which} chunks", string.Join(", ", found.Chunks), string.Join(", ", expected.Chunks)));
    }

    private static string Text(object? value) => value is PrivacyNote or SecurityNote ? NoteText(value) : value is IReadOnlyList<string> list ? string.Join('|', list) : value is IReadOnlyList<KeyValuePair<string, string>> pairs ? string.Join('|', pairs) : value?.ToString() ?? "nothing";

    private static string NoteText(object note) => NoteJson.Write(note as PrivacyNote, note as SecurityNote)!;

    private static string Line(string name, string? found, string? expected) => $"{name}: {Short(found)} instead of {Short(expected)}";

    private static string Short(string? text) => text is null ? "nothing" : text.Length <= Shown ? $"'{text}'" : $"'{text[..Shown]}…' ({text.Length} characters)";
}
