using System.Text;
using System.Text.Json;

namespace Reprise.Replay.Carrying;

/// <summary>Reads pictures, sounds and files with their data, in any provider's form.</summary>
internal static class MediaReading
{
    private static readonly string[] Holders =
    [
        "image_url", "input_image", "image", "input_audio", "audio", "video", "video_url", "source", "inlineData", "inline_data", "fileData", "file_data", "file", "document",
        "document_url", "file_url", "file_id", "fileId", "data",
    ];

    /// <summary>The attachment a part is; null when it is none. One without data or address is noted, and empty.</summary>
    public static MediaPart? Read(JsonElement part, CarriedCall call)
    {
        var type = part.Word("type");
        if (part.Field(Holders) is null || type is "text" or "tool_use" or "tool_result" or "search_result" || part.Field("source") is { ValueKind: JsonValueKind.String }) return null;
        var found = new Found();
        Take(part, found, level: 0);
        var kind = KindOf(type, part, found.MediaType);
        if (found.Base64 is null && found.Url is null)
        {
            call.Losses.Add(found.IsKept ? $"{Article(kind)} kept by the provider" : $"{Article(kind)} without data");
            return new MediaPart(kind, found.MediaType, Base64: null, Url: null, found.Name);
        }

        // Anthropic's documents may be plain text.
        if (part.Field("source")?.Word("type") is "text") found.Base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(found.Base64 ?? ""));
        return new MediaPart(kind, found.MediaType ?? (kind is "image" ? "image/png" : null), found.Base64, found.Base64 is null ? found.Url : null, found.Name);
    }

    /// <summary>Ollama's pictures: base64 and nothing else.</summary>
    public static MediaPart? Plain(JsonElement json) => json.AsText() is { Length: > 0 } data ? new MediaPart("image", TypeOfData(data), data, Url: null, Name: null) : null;

    /// <summary>What our own records say of an attachment; the data was never kept.</summary>
    public static MediaPart? Own(JsonElement json, CarriedCall call)
    {
        var kind = json.Word("kind") ?? "file";
        if (json.Word("reference") is { } reference && Uri.TryCreate(reference, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https") return new MediaPart(kind, json.Word("media_type"), Base64: null, reference, Name: null);
        call.Losses.Add($"{Article(kind)} without data");
        return null;
    }

    public static string Article(string kind) => kind is "image" or "audio" ? "an " + kind : "a " + kind;

    private static void Take(JsonElement json, Found found, int level)
    {
        if (json.ValueKind is not JsonValueKind.Object || level > 3) return;
        foreach (var property in json.EnumerateObject())
        {
            var (name, value) = (property.Name, property.Value);
            if (value.ValueKind is JsonValueKind.Object)
            {
                Take(value, found, level + 1);
                continue;
            }

            if (value.AsText() is not { Length: > 0 } text) continue;
            switch (name)
            {
                case "media_type" or "mimeType" or "mime_type" or "mediaType":
                    found.MediaType = text;
                    break;
                case "format":
                    found.MediaType ??= TypeOfFormat(text);
                    break;
                case "filename" or "name" or "title" or "display_name" or "displayName":
                    found.Name = text;
                    break;
                case "file_id" or "fileId" or "id":
                    found.IsKept = true;
                    break;
                case "type" or "detail" or "text" or "context":
                    break;
                case "data" or "bytes" or "file_data" or "input_audio" when !text.StartsWith("data:", StringComparison.Ordinal):
                    found.Base64 = text;
                    break;
                default:
                    TakeUrl(text, found);
                    break;
            }
        }
    }

    private static void TakeUrl(string text, Found found)
    {
        if (text.StartsWith("data:", StringComparison.Ordinal))
        {
            var comma = text.IndexOf(',', StringComparison.Ordinal);
            if (comma < 0) return;
            var type = text[5..comma].Split(';')[0];
            if (type.Length > 0) found.MediaType = type;
            found.Base64 = text[(comma + 1)..];
        }
        else if (text.Contains("://", StringComparison.Ordinal)) found.Url = text;
        else found.IsKept = true;
    }

    private static string KindOf(string? type, JsonElement part, string? mediaType)
    {
        if (mediaType?.Split('/')[0] is "image" or "audio" or "video") return mediaType.Split('/')[0];
        if (type is "image" or "image_url" or "input_image" || part.Field("image", "image_url") is not null) return "image";
        if (type is "audio" or "input_audio" || part.Field("audio", "input_audio") is not null) return "audio";
        return type is "video" or "video_url" || part.Field("video") is not null ? "video" : "file";
    }

    private static string TypeOfFormat(string format) => format switch
    {
        "png" or "jpeg" or "gif" or "webp" => "image/" + format,
        "jpg" => "image/jpeg",
        "wav" or "mp3" or "flac" or "ogg" => "audio/" + format,
        "pdf" => "application/pdf",
        "txt" => "text/plain",
        "md" => "text/markdown",
        "csv" or "html" => "text/" + format,
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "mp4" or "mov" or "mkv" or "webm" => "video/" + format,
        _ => format.Contains('/', StringComparison.Ordinal) ? format : "application/octet-stream",
    };

    /// <summary>Base64 begins as its picture does.</summary>
    private static string TypeOfData(string data) =>
        data.StartsWith("/9j/", StringComparison.Ordinal) ? "image/jpeg" : data.StartsWith("R0lG", StringComparison.Ordinal) ? "image/gif" : data.StartsWith("UklG", StringComparison.Ordinal) ? "image/webp" : "image/png";

    private sealed class Found
    {
        public string? MediaType { get; set; }
        public string? Base64 { get; set; }
        public string? Url { get; set; }
        public string? Name { get; set; }
        public bool IsKept { get; set; }
    }
}
