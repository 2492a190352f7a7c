using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Reprise.Client;

namespace Reprise.Cli.Output;

/// <summary>Results for programs: one JSON value a line, flushed with each line so that a reader sees it at once.</summary>
internal static class JsonLines
{
    /// <summary>Letters of all scripts as they are; control characters and marks of writing direction escaped, since a person may be looking.</summary>
    public static JavaScriptEncoder Encoder { get; } = Readable();

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = Encoder };
    private static readonly JsonSerializerOptions Options = new(ClientJson.Default.Options) { Encoder = Encoder };

    public static void Write<T>(Stream output, T value)
    {
        var type = (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
        WriteLine(output, JsonSerializer.SerializeToUtf8Bytes(value, type));
    }

    /// <summary>Writes a line with a writer of its own.</summary>
    public static void Write(Stream output, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions)) write(writer);
        WriteLine(output, buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <summary>Writes JSON text that a server sent, on one line. Safe to look at, and the same value.</summary>
    public static void WriteText(Stream output, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        Write(output, document.RootElement.WriteTo);
    }

    private static void WriteLine(Stream output, ReadOnlySpan<byte> line)
    {
        // One write a line, so that lines of two commands on one pipe do not mix.
        var bytes = new byte[line.Length + 1];
        line.CopyTo(bytes);
        bytes[^1] = (byte)'\n';
        output.Write(bytes);
        output.Flush();
    }

    private static JavaScriptEncoder Readable()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);
        for (var c = 0; c <= char.MaxValue; c++)
        {
            if (!char.IsSurrogate((char)c) && SafeText.IsHidden(new Rune(c))) settings.ForbidCharacter((char)c);
        }

        return JavaScriptEncoder.Create(settings);
    }
}
