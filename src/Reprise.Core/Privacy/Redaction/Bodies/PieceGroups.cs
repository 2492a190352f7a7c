using System.Buffers;

namespace Reprise.Privacy.Redaction.Bodies;

/// <summary>
/// Texts that come in pieces, an event each: looked at joined, since a value may begin in one event and end in another, and each long piece also alone, since
/// pieces that only look like one text may lie side by side.
/// </summary>
internal sealed class PieceGroups(BodyTree tree, IReadOnlyList<BodySegment> segments, TextLook look)
{
    /// <summary>A shorter piece that holds a value whole is found in the joined text just as well.</summary>
    private const int LongPiece = 16;

    private readonly Dictionary<ulong, List<int>> _groups = [];

    /// <summary>Puts a text with those it goes on from.</summary>
    public void Add(int leaf)
    {
        var key = KeyOf(tree.Leaves[leaf]);
        if (!_groups.TryGetValue(key, out var group)) _groups.Add(key, group = []);
        group.Add(leaf);
    }

    /// <summary>Looks into all of them.</summary>
    /// <param name="found">Is told of each value: the first piece it stands in, and its edit in the joined text.</param>
    public void Find(Action<BodyLeaf, IReadOnlyList<TextEdit>> found)
    {
        foreach (var group in _groups.Values) Find(group, found);
    }

    private void Find(List<int> group, Action<BodyLeaf, IReadOnlyList<TextEdit>> found)
    {
        var most = group.Sum(leaf => tree.Leaves[leaf].Length);
        var joined = ArrayPool<char>.Shared.Rent(most);
        try
        {
            var starts = new int[group.Count + 1];
            for (var i = 0; i < group.Count; i++)
            {
                var leaf = tree.Leaves[group[i]];
                starts[i + 1] = starts[i] + JsonEscapes.Unescape(segments[leaf.Segment].Text[leaf.Start..leaf.End], joined.AsSpan(starts[i]));
            }

            var edits = new List<TextEdit>();
            var first = tree.Leaves[group[0]];
            look.Find(joined.AsSpan(0, starts[^1]), group.Count == 1 ? segments[first.Segment].Text.Slice(first.NameStart, first.NameLength) : default, edits);
            if (group.Count > 1) AddFromPieces(joined, starts, edits);
            if (edits.Count == 0) return;
            Spread(group, starts, edits);
            found(first, edits);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(joined);
        }
    }

    private void AddFromPieces(char[] joined, int[] starts, List<TextEdit> edits)
    {
        var before = edits.Count;
        var alone = new List<TextEdit>();
        for (var i = 0; i + 1 < starts.Length; i++)
        {
            if (starts[i + 1] - starts[i] < LongPiece) continue;
            alone.Clear();
            look.Find(joined.AsSpan(starts[i]..starts[i + 1]), default, alone);
            foreach (var edit in alone) edits.Add(edit with { Start = edit.Start + starts[i] });
        }

        if (edits.Count == before) return;
        edits.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
        var kept = 0;
        for (var i = 1; i < edits.Count; i++)
        {
            if (edits[i].Start < edits[kept].End) edits[kept] = edits[kept] with { Length = Math.Max(edits[kept].End, edits[i].End) - edits[kept].Start };
            else edits[++kept] = edits[i];
        }

        edits.RemoveRange(kept + 1, edits.Count - kept - 1);
    }

    /// <summary>A value that is cut across events goes where it begins; what the events behind it had of it is taken out.</summary>
    private void Spread(List<int> group, int[] starts, List<TextEdit> edits)
    {
        var piece = 0;
        foreach (var edit in edits)
        {
            while (starts[piece + 1] <= edit.Start) piece++;
            var replacement = JsonEscapes.Escape(edit.Replacement);
            for (var at = piece; at < group.Count && starts[at] < edit.End; at++)
            {
                var from = Math.Max(0, edit.Start - starts[at]);
                var to = Math.Min(starts[at + 1], edit.End) - starts[at];
                if (to <= from) continue;
                var leaf = tree.Leaves[group[at]];
                var raw = segments[leaf.Segment].Text[leaf.Start..leaf.End];
                var first = JsonEscapes.Advance(raw, (0, 0), from);
                var last = JsonEscapes.Advance(raw, first, to);
                segments[leaf.Segment].Edits.Add((leaf.Start + first.Raw, leaf.Start + last.Raw, replacement));
                replacement = "";
            }
        }
    }

    /// <summary>By the path of names, and by what tells two choices, parts or tools of one path apart.</summary>
    private ulong KeyOf(in BodyLeaf leaf)
    {
        var key = NameHash.Of(segments[leaf.Segment].Text.Slice(leaf.NameStart, leaf.NameLength));
        for (var at = leaf.Frame; at >= 0; at = tree.FrameSpan[at].Parent)
        {
            ref readonly var frame = ref tree.FrameSpan[at];
            var name = segments[frame.Segment].Text.Slice(frame.NameStart, frame.NameLength);
            // A block begins under one name and goes on under another.
            key = NameHash.Of(name is "content_block" ? "delta" : name, key) + frame.Marks;
            // Events that carry the same name for different things say which by a type with dots.
            if (frame.Parent < 0 && frame.Type?.Contains('.', StringComparison.Ordinal) == true) key = NameHash.Of(frame.Type, key);
        }

        return key;
    }
}
