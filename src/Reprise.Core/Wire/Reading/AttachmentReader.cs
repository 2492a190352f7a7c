using System.Text;

namespace Reprise.Wire;

/// <summary>Reads pictures, sounds and files in a message: what they are and how long, never the data.</summary>
internal static class AttachmentReader
{
    private const int LongestReference = 512;

    /// <summary>Reads the value when its property names an attachment; says false and moves nowhere when not.</summary>
    public static bool TryRead(ref JsonCursor json, ReadOnlySpan<byte> property, List<Attachment> to)
    {
        var kind = KindOf(property);
        if (kind is null) return false;
        var found = new Found();
        Read(ref json, property, found, level: 0);
        if (found.Bytes is not null || found.Reference is not null) to.Add(new Attachment(found.Kind ?? kind, found.MediaType, found.Reference, found.Bytes));
        return true;
    }

    /// <summary>The list of our own records.</summary>
    public static void ReadOwn(ref JsonCursor json, List<Attachment> to)
    {
        if (!json.EnterArray()) return;
        while (json.NextItem())
        {
            if (!json.EnterObject()) continue;
            string? kind = null, mediaType = null, reference = null;
            long? bytes = null;
            while (json.NextProperty(out var name))
            {
                if (name.Is("kind"u8)) kind = json.Text();
                else if (name.Is("media_type"u8)) mediaType = json.Text();
                else if (name.Is("reference"u8)) reference = json.Text();
                else if (name.Is("bytes"u8)) bytes = json.Count();
                else json.Skip();
            }

            to.Add(new Attachment(kind ?? "file", mediaType, reference, bytes));
        }
    }

    private static string? KindOf(ReadOnlySpan<byte> property)
    {
        if (property.Is("image_url"u8) || property.Is("image"u8) || property.Is("input_image"u8)) return "image";
        if (property.Is("input_audio"u8) || property.Is("audio"u8)) return "audio";
        if (property.Is("video"u8) || property.Is("video_url"u8)) return "video";
        if (property.Is("source"u8) || property.Is("inlineData"u8) || property.Is("inline_data"u8) || property.Is("fileData"u8) || property.Is("file_data"u8)
            || property.Is("file"u8) || property.Is("file_id"u8) || property.Is("file_url"u8) || property.Is("document"u8) || property.Is("data"u8) || property.Is("document_url"u8)) return "file";
        return null;
    }

    private static void Read(ref JsonCursor json, ReadOnlySpan<byte> property, Found found, int level)
    {
        if (json.IsString) TakeText(ref json, property, found);
        else if (!json.IsObject || level > 3) json.Skip();
        else
        {
            while (json.NextProperty(out var name)) Read(ref json, name, found, level + 1);
        }
    }

    private static void TakeText(ref JsonCursor json, ReadOnlySpan<byte> property, Found found)
    {
        var written = json.Written();
        if (property.Is("media_type"u8) || property.Is("mimeType"u8) || property.Is("mime_type"u8)) found.TakeMediaType(json.Text());
        else if (property.Is("format"u8)) found.MediaType ??= json.Text();
        else if (written.StartsWith("data:"u8))
        {
            var comma = Math.Max(0, written.IndexOf((byte)','));
            var end = written[..comma].IndexOf((byte)';');
            found.TakeMediaType(Encoding.UTF8.GetString(written[5..Math.Max(5, end < 0 ? comma : end)]));
            found.Bytes = PartReader.Base64Length(written.Length - comma - 1);
        }
        else if (property.Is("data"u8) || property.Is("bytes"u8) || property.Is("file_data"u8)) found.Bytes = PartReader.Base64Length(written.Length);
        else if (property.Is("type"u8) || property.Is("detail"u8) || property.Is("text"u8)) json.Skip();
        else if (written.Length <= LongestReference && (found.Reference is null || !property.Is("filename"u8) && !property.Is("name"u8))) found.Reference = json.Text();
    }

    private sealed class Found
    {
        public string? Kind { get; private set; }
        public string? MediaType { get; set; }
        public string? Reference { get; set; }
        public long? Bytes { get; set; }

        public void TakeMediaType(string? mediaType)
        {
            if (string.IsNullOrEmpty(mediaType)) return;
            MediaType = mediaType;
            Kind = mediaType.Split('/')[0] is "image" or "audio" or "video" ? mediaType.Split('/')[0] : Kind;
        }
    }
}
