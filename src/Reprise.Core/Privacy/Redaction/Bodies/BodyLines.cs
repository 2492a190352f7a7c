namespace Reprise.Privacy.Redaction.Bodies;

/// <summary>Finds the texts of a segment: of one JSON value, of the lines of a stream or a file of JSON lines, of a form, or the words themselves.</summary>
internal static class BodyLines
{
    /// <param name="text">The segment.</param>
    /// <param name="segment">Its number.</param>
    /// <param name="isAnswer">Whether lines are events of a stream.</param>
    /// <param name="isEvent">Whether the segment is one.</param>
    /// <param name="tree">Takes the texts.</param>
    public static void Add(ReadOnlySpan<char> text, int segment, bool isAnswer, bool isEvent, BodyTree tree)
    {
        var from = text.StartsWith("\uFEFF") ? 1 : 0;
        // An answer that is a list is a stream whose events came as its elements.
        var isList = isAnswer && text[from..].TrimStart().StartsWith("[");
        if (JsonScan.Scan(text, from, text.Length, segment, isEvent || isList, tree) != JsonScanEnd.NotJson) return;
        var hasJson = false;
        var leaves = tree.Leaves.Count;
        for (var start = from; start < text.Length;)
        {
            var length = text[start..].IndexOfAny('\n', '\r');
            var end = length < 0 ? text.Length : start + length;
            var json = start + PrefixOf(text[start..end]);
            if (json < end && text[json] is '{' or '[' && JsonScan.Scan(text, json, end, segment, isAnswer, tree) != JsonScanEnd.NotJson) hasJson = true;
            else AddLine(text, start, end, segment, tree);
            start = end + 1;
        }

        if (hasJson || tree.Leaves.Count == leaves) return;
        // Words: a value may go on over the end of a line.
        tree.Leaves.RemoveRange(leaves, tree.Leaves.Count - leaves);
        tree.Leaves.Add(new BodyLeaf(segment, from, text.Length, LeafKind.Plain, -1, 0, 0, MemberTraits.None, 0, false));
    }

    /// <summary>A line that is no JSON. Of an event's line the name of its field stays, and so does the word that ends a stream.</summary>
    private static void AddLine(ReadOnlySpan<char> text, int start, int end, int segment, BodyTree tree)
    {
        var line = text[start..end];
        var isWord = line.StartsWith("event:") || line.StartsWith("id:") || line.StartsWith("retry:");
        var value = start + (line.StartsWith("data:") || isWord ? line.IndexOf(':') + 1 : 0);
        while (value < end && text[value] == ' ') value++;
        if (value < end && text[value..end] is not "[DONE]") tree.Leaves.Add(new BodyLeaf(segment, value, end, LeafKind.Plain, -1, 0, 0, isWord ? MemberTraits.Word : MemberTraits.None, 0, false));
    }

    public static void AddForm(ReadOnlySpan<char> text, int segment, BodyTree tree)
    {
        for (var start = 0; start < text.Length;)
        {
            var length = text[start..].IndexOf('&');
            var end = length < 0 ? text.Length : start + length;
            var equals = text[start..end].IndexOf('=');
            var value = equals < 0 ? start : start + equals + 1;
            if (end > value) tree.Leaves.Add(new BodyLeaf(segment, value, end, LeafKind.Form, -1, start, Math.Max(0, equals), MemberTraits.None, 0, false));
            start = end + 1;
        }
    }

    /// <summary>Looks into a value of a form; one edit over all of it where something was found.</summary>
    public static void FindInForm(ReadOnlySpan<char> raw, ReadOnlySpan<char> name, TextLook look, List<TextEdit> edits)
    {
        var text = Uri.UnescapeDataString(raw.ToString().Replace('+', ' '));
        look.Find(text, name, edits);
        if (edits.Count == 0) return;
        var changed = Applied(text, edits);
        var type = edits[0].Type;
        edits.Clear();
        edits.Add(new TextEdit(type, 0, raw.Length, Uri.EscapeDataString(changed)));
    }

    /// <summary>The text with its edits.</summary>
    public static string Applied(string text, IReadOnlyList<TextEdit> edits)
    {
        for (var i = edits.Count - 1; i >= 0; i--) text = string.Concat(text.AsSpan(0, edits[i].Start), edits[i].Replacement, text.AsSpan(edits[i].End));
        return text;
    }

    private static int PrefixOf(ReadOnlySpan<char> line)
    {
        if (!line.StartsWith("data:")) return line.Length - line.TrimStart().Length;
        return line.Length - line[5..].TrimStart(' ').Length;
    }
}
