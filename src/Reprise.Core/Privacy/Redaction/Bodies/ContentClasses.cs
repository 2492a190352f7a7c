using System.Runtime.InteropServices;

namespace Reprise.Privacy.Redaction.Bodies;

/// <summary>Says of each text of a body which class it is of: by the names around it, the kind of part it stands in, and the role of its message.</summary>
/// <param name="tree">Of the body.</param>
/// <param name="side">Which body.</param>
internal sealed class ContentClasses(BodyTree tree, BodySide side)
{
    private readonly byte[] _known = new byte[tree.Frames.Count];

    private ContentClass Standard => side == BodySide.Request ? ContentClass.Input : ContentClass.Output;

    public ContentClass Of(in BodyLeaf leaf)
    {
        if ((leaf.Traits & MemberTraits.Data) == MemberTraits.None)
        {
            if (leaf.Traits.HasFlag(MemberTraits.System)) return ContentClass.System;
            if (leaf.Traits.HasFlag(MemberTraits.Tools)) return ContentClass.Tools;
        }
        else if (leaf.Traits.HasFlag(MemberTraits.Tools))
        {
            return ContentClass.Tools;
        }

        return OfFrame(leaf.Frame);
    }

    public ContentClass OfFrame(int frame)
    {
        if (frame < 0) return Standard;
        var first = frame;
        while (frame >= 0 && _known[frame] == 0)
        {
            if (OwnClass(CollectionsMarshal.AsSpan(tree.Frames)[frame]) is { } own)
            {
                _known[frame] = (byte)(own + 1);
                break;
            }

            frame = tree.FrameSpan[frame].Parent;
        }

        var found = frame < 0 ? Standard : (ContentClass)(_known[frame] - 1);
        for (var at = first; at != frame; at = tree.FrameSpan[at].Parent) _known[at] = (byte)(found + 1);
        return found;
    }

    private static ContentClass? OwnClass(BodyFrame frame)
    {
        if (frame.Around.HasFlag(MemberTraits.Tools)) return ContentClass.Tools;
        if (frame.Around.HasFlag(MemberTraits.System)) return ContentClass.System;
        if (frame.Around.HasFlag(MemberTraits.Data)) return null;
        if (frame.Type is { } type && (type.Contains("tool", StringComparison.OrdinalIgnoreCase) || type.Contains("function_call", StringComparison.OrdinalIgnoreCase) || type.StartsWith("input_json", StringComparison.Ordinal))) return ContentClass.Tools;
        return frame.Role?.ToUpperInvariant() switch
        {
            "SYSTEM" or "DEVELOPER" => ContentClass.System,
            "TOOL" or "FUNCTION" => ContentClass.Tools,
            "USER" or "HUMAN" => ContentClass.Input,
            "ASSISTANT" or "MODEL" or "CHATBOT" or "AI" => ContentClass.Output,
            _ => null,
        };
    }
}
