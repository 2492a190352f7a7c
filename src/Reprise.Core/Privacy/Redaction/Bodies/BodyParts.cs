using System.Text.Unicode;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Privacy.Redaction.Bodies;

/// <summary>How a part of a body is written around its text.</summary>
internal enum PartForm
{
    /// <summary>Not looked into, and passed on as it is.</summary>
    Opaque,

    /// <summary>JSON, lines of JSON or of events, or words.</summary>
    Text,

    /// <summary>A form: <c>name=value&amp;…</c>.</summary>
    Form,

    /// <summary>A frame of AWS around JSON.</summary>
    Frame,

    /// <summary>A frame of AWS around JSON in base 64 in JSON.</summary>
    FrameOfBase64,
}

/// <param name="Form">How it is written.</param>
/// <param name="Start">Its first byte in the body.</param>
/// <param name="End">Behind its last byte.</param>
/// <param name="Segment">The number of its text; −1 where it is not looked into.</param>
/// <param name="IsRemoved">Whether nothing of it may stay.</param>
internal readonly record struct BodyPart(PartForm Form, int Start, int End, int Segment, bool IsRemoved = false);

/// <summary>A body taken apart into what is text and what is not.</summary>
internal sealed class BodyParts
{
    private readonly ReadOnlyMemory<byte> _bytes;

    private BodyParts(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    public List<BodyPart> Parts { get; } = [];
    public List<BodySegment> Segments { get; } = [];

    /// <summary>Whether some of it is bytes that nobody can look into and that may not stay.</summary>
    public bool HasRemoved { get; private set; }

    /// <summary>Takes a body apart; null when none of it can be looked into.</summary>
    /// <param name="bytes">Without content encoding.</param>
    /// <param name="contentType">As the header says.</param>
    /// <param name="keepsMedia">Whether pictures, sound and documents may stay as they are.</param>
    public static BodyParts? Of(ReadOnlyMemory<byte> bytes, string? contentType, bool keepsMedia)
    {
        var parts = new BodyParts(bytes);
        var media = MediaTypes.Of(contentType);
        if (media == "application/vnd.amazon.eventstream" || AwsEventStreamReader.Recognises(bytes.Span)) return parts.ReadFrames() ? parts : null;
        if (media.StartsWith("multipart/", StringComparison.Ordinal) && MediaTypes.BoundaryOf(contentType) is { } boundary)
        {
            MultipartSplit.Into(parts, bytes, boundary, keepsMedia);
            return parts;
        }

        var text = MediaTypes.WithoutCutCharacter(bytes);
        if (Utf8.IsValid(text.Span) && !text.Span.Contains((byte)0))
        {
            parts.AddText(media == "application/x-www-form-urlencoded" ? PartForm.Form : PartForm.Text, 0, text);
            if (text.Length < bytes.Length) parts.Remove(text.Length, bytes.Length);
            return parts;
        }

        if (!keepsMedia || !MediaTypes.IsMedia(media)) return null;
        parts.Parts.Add(new BodyPart(PartForm.Opaque, 0, bytes.Length, -1));
        return parts;
    }

    public void AddText(PartForm form, int start, ReadOnlyMemory<byte> text)
    {
        Segments.Add(BodySegment.Of(text));
        Parts.Add(new BodyPart(form, start, start + text.Length, Segments.Count - 1));
    }

    public void AddOpaque(int start, int end)
    {
        if (end > start) Parts.Add(new BodyPart(PartForm.Opaque, start, end, -1));
    }

    public void Remove(int start, int end)
    {
        if (end <= start) return;
        Parts.Add(new BodyPart(PartForm.Opaque, start, end, -1, IsRemoved: true));
        HasRemoved = true;
    }

    /// <summary>The body with its changes.</summary>
    public byte[] Join(List<BodyCut> cuts)
    {
        using var output = new MemoryStream(_bytes.Length);
        foreach (var part in Parts)
        {
            var bytes = _bytes[part.Start..part.End];
            if (part.IsRemoved)
            {
                cuts.Add(new BodyCut(part.Start, part.End, 0));
            }
            else if (part.Segment < 0 || Segments[part.Segment].Edits.Count == 0)
            {
                output.Write(bytes.Span);
            }
            else if (part.Form is PartForm.Frame or PartForm.FrameOfBase64)
            {
                var before = output.Length;
                AwsFrames.Write(output, bytes.Span, Segments[part.Segment], part.Form == PartForm.FrameOfBase64);
                cuts.Add(new BodyCut(part.Start, part.End, (int)(output.Length - before)));
            }
            else
            {
                var first = cuts.Count;
                Segments[part.Segment].Write(output, cuts);
                for (var i = first; i < cuts.Count; i++) cuts[i] = cuts[i] with { Start = cuts[i].Start + part.Start, End = cuts[i].End + part.Start };
            }
        }

        return output.ToArray();
    }

    /// <summary>False when there is no whole frame. What is behind the last whole one goes.</summary>
    private bool ReadFrames()
    {
        var at = 0;
        while (AwsFrames.TryRead(_bytes[at..], out var length, out var text, out var isBase64))
        {
            if (text.IsEmpty) AddOpaque(at, at + length);
            else if (!Utf8.IsValid(text.Span)) Remove(at, at + length);
            else
            {
                Segments.Add(BodySegment.Of(text));
                Parts.Add(new BodyPart(isBase64 ? PartForm.FrameOfBase64 : PartForm.Frame, at, at + length, Segments.Count - 1));
            }

            at += length;
        }

        Remove(at, _bytes.Length);
        return at > 0;
    }
}
