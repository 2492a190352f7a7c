using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Reprise.Client.AI;

namespace Reprise.Client.Tools;

/// <summary>A program's answer as JSON: <c>exit_code</c>, <c>output</c>, <c>error</c>, and what else there is to say.</summary>
internal static class ExecutableAnswers
{
    public static string Write(ExecutableResult result, MadeFiles files, bool withFiles) => JsonValues.Object(writer =>
    {
        writer.WriteNumber("exit_code", result.ExitCode);
        if (result.End != ExecutableEnd.Exited) writer.WriteString("ended", JsonNamingPolicy.SnakeCaseLower.ConvertName(result.End.ToString()));
        Text(writer, "output", result.Output, result.IsOutputTruncated);
        Text(writer, "error", result.Error, result.IsErrorTruncated);
        if (result.IsOutputTruncated) writer.WriteNumber("output_bytes", result.OutputBytes);
        if (result.IsErrorTruncated) writer.WriteNumber("error_bytes", result.ErrorBytes);
        if (files.Count > 0) files.Write(writer, withFiles);
    }).GetRawText();

    /// <summary>Text where it is UTF-8, or was before it was cut; else base64.</summary>
    private static void Text(Utf8JsonWriter writer, string name, ReadOnlyMemory<byte> bytes, bool isCut)
    {
        if (isCut || Utf8.IsValid(bytes.Span)) writer.WriteString(name, Encoding.UTF8.GetString(bytes.Span));
        else writer.WriteBase64String(name + "_base64", bytes.Span);
    }
}
