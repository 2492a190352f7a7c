using System.Buffers;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Export;

/// <summary>The record itself, one a line: the form that ingest and import read, valid against <c>/schemas/interaction.json</c>. The bytes are the server's own, with the mark of what a model wrote behind them.</summary>
public sealed class JsonlFormat : ExportFormat
{
    public override string Name => "jsonl";
    public override bool TakesBodies => true;

    public override void Write(ReadOnlyMemory<byte> record, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using (var document = JsonDocument.Parse(record, new JsonDocumentOptions { MaxDepth = RecordJson.MaxDepth * 4 }))
        {
            if (record.Span.Contains((byte)'\n'))
            {
                using var writer = new Utf8JsonWriter(output, TransferJson.WriterOptions);
                writer.WriteStartObject();
                foreach (var member in document.RootElement.EnumerateObject())
                    if (!member.NameEquals(ModelMark.Member)) member.WriteTo(writer);
                ModelMark.Write(writer, document.RootElement);
                writer.WriteEndObject();
            }
            else if (!ModelMark.IsDue(document.RootElement) || document.RootElement.TryGetProperty(ModelMark.Member, out _)) output.Write(record.Span);
            else Splice(record.Span, document.RootElement, output);
        }

        output.Write("\n"u8);
    }

    // The server's bytes as they are, with one member more before the last brace.
    private static void Splice(ReadOnlySpan<byte> record, JsonElement root, IBufferWriter<byte> output)
    {
        var mark = TransferJson.Object(writer => ModelMark.Write(writer, root));
        output.Write(record[..record.LastIndexOf((byte)'}')]);
        output.Write(","u8);
        output.Write(mark.AsSpan(1));
    }
}
