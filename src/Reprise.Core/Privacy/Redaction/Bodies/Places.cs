using System.Globalization;
using System.Text;

namespace Reprise.Privacy.Redaction.Bodies;

/// <summary>Names places in a body as JSON pointers behind the side. Of a stream the pointer is that within its events, whose pieces make one text.</summary>
internal static class Places
{
    public static string SideOf(BodySide side) => side == BodySide.Request ? "request" : "response";

    public static string Of(BodySide side, BodyTree tree, IReadOnlyList<BodySegment> segments, in BodyLeaf leaf)
    {
        var steps = new Stack<string>();
        if (leaf.NameLength > 0) steps.Push(Escaped(segments[leaf.Segment].Text.Slice(leaf.NameStart, leaf.NameLength)));
        else if (leaf.Frame >= 0 && tree.Frames[leaf.Frame].IsList) steps.Push(leaf.Index.ToString(CultureInfo.InvariantCulture));
        for (var at = leaf.Frame; at >= 0; at = tree.Frames[at].Parent)
        {
            var frame = tree.Frames[at];
            if (frame.NameLength > 0) steps.Push(Escaped(segments[frame.Segment].Text.Slice(frame.NameStart, frame.NameLength)));
            else if (frame.Parent >= 0) steps.Push(frame.Index.ToString(CultureInfo.InvariantCulture));
        }

        var place = new StringBuilder(SideOf(side));
        foreach (var step in steps) place.Append('/').Append(step);
        return place.ToString();
    }

    /// <summary>A name may itself hold what is to be taken out, so one that looks so is not told.</summary>
    private static string Escaped(ReadOnlySpan<char> name)
    {
        if (name.Length > 64 || name.ContainsAny("@ \\")) return "*";
        return name.ToString().Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
    }
}
