using System.Text.Json;

namespace Reprise.Replay.Carrying;

/// <summary>Reads that an answer is to be JSON, and of which schema.</summary>
internal static class FormatReading
{
    /// <returns>Whether it was such a thing and nothing else was said with it.</returns>
    public static bool Take(string name, JsonElement value, CarriedCall call)
    {
        switch (name)
        {
            case "response_format":
                return TakeTyped(value, value.Field("json_schema"), call);
            case "text":
                return value.Field("format") is { } inText && TakeTyped(inText, inText, call) && value.EnumerateObject().Count() == 1;
            case "output_format":
                return TakeTyped(value, value, call);
            case "output_config":
                return value.Field("format") is { } inConfig && TakeTyped(inConfig, inConfig, call) && value.EnumerateObject().Count() == 1;
            case "format":
                if (value.AsText() is "json") call.Format ??= new AnswerFormat(Name: null, Schema: null);
                else if (value.ValueKind is JsonValueKind.Object) call.Format = new AnswerFormat(Name: null, value);
                return true;
            case "responseMimeType" or "response_mime_type":
                if (value.AsText() is "application/json") call.Format ??= new AnswerFormat(Name: null, Schema: null);
                return value.AsText() is "application/json" or "text/plain";
            default:
                if (value.ValueKind is JsonValueKind.Object) call.Format = new AnswerFormat(Name: null, value);
                return true;
        }
    }

    private static bool TakeTyped(JsonElement format, JsonElement? holder, CarriedCall call)
    {
        if (format.Word("type") is "text") return true;
        if (format.Word("type") is not ("json_object" or "json_schema")) return false;
        var schema = holder?.Field("schema") ?? (format.Word("type") is "json_schema" && format.Field("json_schema")?.Field("schema") is null ? format.Field("json_schema") : format.Field("schema"));
        call.Format = new AnswerFormat(holder?.Word("name"), schema is { ValueKind: JsonValueKind.Object } given ? given : null);
        return true;
    }
}
