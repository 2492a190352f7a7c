using System.Text;

namespace Reprise.Wire;

/// <summary>Finds code and message in an error, whoever wrote it: an object or a text, itself or below <c>error</c>, <c>errors</c>, <c>detail</c> …</summary>
internal static class Errors
{
    /// <summary>Nobody nests an error deeper.</summary>
    private const int MostLevels = 5;
    private const int LongestText = 2_000;

    /// <summary>For a body that is an error as a whole.</summary>
    public static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer) => Read(ref json, answer);

    /// <summary>For the value of an <c>error</c> property: null, false and empty mean none.</summary>
    public static void Read(ref JsonCursor json, AnswerBuilder answer)
    {
        var found = new Found();
        Read(ref json, found, level: 0);
        answer.ErrorMessage ??= found.Message;
        answer.ErrorCode ??= found.Code ?? found.Type ?? found.Number;
    }

    /// <summary>For an error status whose body said nothing readable.</summary>
    public static void Complete(in WireResponse response, AnswerBuilder answer)
    {
        answer.HasAnswer = false;
        if (answer.ErrorMessage is not null) return;
        var isText = response.ContentType is null || response.ContentType.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase);
        var text = Encoding.UTF8.GetString(response.Body.Span[..Math.Min(response.Body.Length, LongestText)]).Trim();
        if (!isText || text.Length == 0 || text[0] is '<' or '{' or '[' || text.Contains('\0', StringComparison.Ordinal)) return;
        answer.ErrorMessage = text;
        answer.Error = null;
    }

    private static void Read(ref JsonCursor json, Found found, int level)
    {
        if (json.IsString)
        {
            var text = json.Text();
            if (!string.IsNullOrWhiteSpace(text)) found.Message ??= text;
        }
        else if (level >= MostLevels) json.Skip();
        else if (json.IsArray)
        {
            while (json.NextItem()) Read(ref json, found, level + 1);
        }
        else if (json.IsObject) ReadObject(ref json, found, level);
    }

    private static void ReadObject(ref JsonCursor json, Found found, int level)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("message"u8) || name.Is("error"u8) || name.Is("detail"u8) || name.Is("errors"u8) || name.Is("msg"u8) || name.Is("error_message"u8)
                || name.Is("errorMessage"u8) || name.Is("Message"u8) || name.Is("faultstring"u8) || name.Is("fault"u8) || name.Is("error_description"u8)
                || name.Is("internalServerException"u8)) Read(ref json, found, level + 1);
            else if (name.Is("code"u8)) TakeCode(ref json, found);
            else if (name.Is("type"u8) || name.Is("status"u8) || name.Is("__type"u8) || name.Is("error_type"u8) || name.Is("error_code"u8)) TakeType(ref json, found);
            else if (name.Is("title"u8)) found.Title ??= json.Text();
            else json.Skip();
        }

        if (level == 0) found.Message ??= found.Title;
    }

    private static void TakeCode(ref JsonCursor json, Found found)
    {
        var isText = json.IsString;
        var code = json.Text();
        if (string.IsNullOrEmpty(code)) return;
        if (isText && !code.AsSpan().ContainsAnyExceptInRange('0', '9')) isText = false;
        if (isText) found.Code ??= code;
        else found.Number ??= code;
    }

    private static void TakeType(ref JsonCursor json, Found found)
    {
        if (!json.IsString)
        {
            json.Skip();
            return;
        }

        // Amazon writes `namespace#ValidationException`; a plain "error" only says that this is one.
        var type = json.Text()!;
        type = type[(type.LastIndexOf('#') + 1)..];
        if (type.Length > 0 && type is not "error") found.Type ??= type;
    }

    private sealed class Found
    {
        public string? Message { get; set; }
        public string? Code { get; set; }
        public string? Type { get; set; }
        public string? Number { get; set; }
        public string? Title { get; set; }
    }
}
