using System.Text;
using System.Text.Unicode;

namespace Reprise.Privacy.Redaction.Bodies;

/// <summary>Takes a multipart body apart. The heads of its parts are text too: a file's name may be somebody's.</summary>
internal static class MultipartSplit
{
    public static void Into(BodyParts parts, ReadOnlyMemory<byte> body, string boundary, bool keepsMedia)
    {
        var line = Encoding.ASCII.GetBytes("--" + boundary);
        var at = 0;
        while (at < body.Length)
        {
            // A part ends before the line end of the next boundary.
            var next = at + line.Length <= body.Length ? body.Span[(at + 1)..].IndexOf(line) : -1;
            var end = next < 0 ? body.Length : at + 1 + next;
            // The boundary itself stays, whatever it looks like.
            var begins = body.Span[at..].StartsWith(line) ? at + line.Length : at;
            parts.AddOpaque(at, begins);
            if (end > begins) AddPart(parts, body, begins, end, keepsMedia);
            at = end;
        }
    }

    private static void AddPart(BodyParts parts, ReadOnlyMemory<byte> body, int start, int end, bool keepsMedia)
    {
        var part = body[start..end];
        var gap = part.Span.IndexOf("\r\n\r\n"u8);
        var headEnd = gap < 0 ? start + (Utf8.IsValid(part.Span) ? part.Length : 0) : start + gap + 4;
        var head = body[start..headEnd];
        if (!Utf8.IsValid(head.Span))
        {
            parts.Remove(start, end);
            return;
        }

        AddHead(parts, head, start);
        if (headEnd >= end) return;
        var content = body[headEnd..end];
        if (Utf8.IsValid(content.Span) && !content.Span.Contains((byte)0)) parts.AddText(PartForm.Text, headEnd, content);
        else if (keepsMedia && MediaTypes.IsMedia(TypeIn(head.Span))) parts.AddOpaque(headEnd, end);
        else parts.Remove(headEnd, end - 2 > headEnd && body.Span[(end - 2)..end].SequenceEqual("\r\n"u8) ? end - 2 : end);
        if (parts.Parts[^1] is { IsRemoved: true } removed && removed.End < end) parts.AddOpaque(removed.End, end);
    }

    /// <summary>Of a part's head, what names it and its file; the others steer.</summary>
    private static void AddHead(BodyParts parts, ReadOnlyMemory<byte> head, int start)
    {
        for (var at = 0; at < head.Length;)
        {
            var length = head.Span[at..].IndexOf((byte)'\n');
            var end = length < 0 ? head.Length : at + length + 1;
            var line = head[at..end];
            if (line.Length > 8 && !line.Span.StartsWith("Content-Type"u8) && !line.Span.StartsWith("content-type"u8)) parts.AddText(PartForm.Text, start + at, line);
            else parts.AddOpaque(start + at, start + end);
            at = end;
        }
    }

    private static string TypeIn(ReadOnlySpan<byte> head)
    {
        foreach (var line in Encoding.UTF8.GetString(head).Split("\r\n"))
            if (line.StartsWith("content-type:", StringComparison.OrdinalIgnoreCase)) return MediaTypes.Of(line[13..]);
        return "";
    }
}
