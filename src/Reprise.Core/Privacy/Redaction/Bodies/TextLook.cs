using System.Buffers;

namespace Reprise.Privacy.Redaction.Bodies;

/// <summary>Looks into a text, and where that text is itself JSON (the arguments of a tool, say) into the texts of that.</summary>
internal sealed class TextLook(TextRedactor redactor)
{
    private const int MaxNesting = 8;

    /// <summary>Beside a longer value its name says little.</summary>
    private const int LongestNamed = 256;

    /// <summary>Adds what is to be replaced, in order, without overlaps; replacements are written as they must stand in this text.</summary>
    /// <param name="text">Where to look.</param>
    /// <param name="name">Of the member whose value it is; empty for none.</param>
    /// <param name="edits">Takes the edits.</param>
    /// <param name="nesting">How many texts it lies in.</param>
    public void Find(ReadOnlySpan<char> text, ReadOnlySpan<char> name, List<TextEdit> edits, int nesting = 0)
    {
        if (text.Length < TextRedactor.ShortestText) return;
        if (nesting < MaxNesting && text.Length >= 8 && text.TrimStart() is ['{' or '[', ..] && FindInJson(text, edits, nesting)) return;
        redactor.Find(text, text.Length <= LongestNamed && Members.IsTelling(name) ? name : default, edits);
    }

    /// <summary>A number that is somebody's, as what may stand in JSON in its place; null when it is nobody's.</summary>
    public TextEdit? FindNumber(ReadOnlySpan<char> number, ReadOnlySpan<char> name)
    {
        var edits = new List<TextEdit>(1);
        redactor.Find(number, Members.IsTelling(name) ? name : default, edits);
        if (edits.Count == 0) return null;
        var edit = edits[0];
        var changed = string.Concat(number[..edit.Start], edit.Replacement, number[edit.End..]);
        // A number begins with 0 only where it is 0.
        var isNumber = changed.Length > 0 && !changed.AsSpan().ContainsAnyExceptInRange('0', '9') && changed[0] != '0';
        return new TextEdit(edit.Type, 0, number.Length, isNumber ? changed : $"\"{JsonEscapes.Escape(changed)}\"");
    }

    private bool FindInJson(ReadOnlySpan<char> text, List<TextEdit> edits, int nesting)
    {
        var tree = new BodyTree();
        if (JsonScan.Scan(text, 0, text.Length, 0, false, tree) == JsonScanEnd.NotJson) return false;
        foreach (var leaf in tree.Leaves)
        {
            var raw = text[leaf.Start..leaf.End];
            var name = text.Slice(leaf.NameStart, leaf.NameLength);
            if (leaf.Kind == LeafKind.Number)
            {
                if (FindNumber(raw, name) is { } found) edits.Add(found with { Start = leaf.Start });
            }
            else FindInString(raw, leaf.HasEscapes, name, leaf.Start, edits, nesting);
        }

        return true;
    }

    /// <summary>Looks into the inside of a JSON string.</summary>
    /// <param name="raw">As it is written.</param>
    /// <param name="hasEscapes">Whether it has to be unescaped.</param>
    /// <param name="name">Of its member.</param>
    /// <param name="offset">Added to the places of the edits.</param>
    /// <param name="edits">Takes the edits, as they are written.</param>
    /// <param name="nesting">How many texts it lies in.</param>
    private void FindInString(ReadOnlySpan<char> raw, bool hasEscapes, ReadOnlySpan<char> name, int offset, List<TextEdit> edits, int nesting)
    {
        if (Members.IsBytes(raw, BodyRedactor.ShortestBytes)) return;
        var first = edits.Count;
        if (!hasEscapes)
        {
            Find(raw, name, edits, nesting + 1);
        }
        else
        {
            var rented = ArrayPool<char>.Shared.Rent(raw.Length);
            Find(rented.AsSpan(0, JsonEscapes.Unescape(raw, rented)), name, edits, nesting + 1);
            ArrayPool<char>.Shared.Return(rented);
        }

        var place = (Raw: 0, Text: 0);
        for (var i = first; i < edits.Count; i++)
        {
            var edit = edits[i];
            if (hasEscapes)
            {
                place = JsonEscapes.Advance(raw, place, edit.Start);
                var start = place.Raw;
                place = JsonEscapes.Advance(raw, place, edit.End);
                edit = edit with { Start = start, Length = place.Raw - start };
            }

            edits[i] = edit with { Start = edit.Start + offset, Replacement = JsonEscapes.Escape(edit.Replacement) };
        }
    }
}
