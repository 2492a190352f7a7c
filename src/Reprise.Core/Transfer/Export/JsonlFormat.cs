using System.Buffers;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Export;

/// <summary>The record itself, one a line: the form that ingest and import read, valid against <c>/schemas/interaction.json</c>. The bytes are the server's own.</summary>
public sealed class JsonlFormat : ExportFormat
{
    public override string Name => "jsonl";
    public override bool TakesBodies => true;

    public override void Write(ReadOnlyMemory<byte> record, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (record.Span.Contains((byte)'\n'))
        {
            using var document = JsonDocument.Parse(record, new JsonDocumentOptions { MaxDepth = RecordJson.MaxDepth * 4 });
            using var writer = new Utf8JsonWriter(output, TransferJson.WriterOptions);
            document.RootElement.WriteTo(writer);
        }
        else output.Write(record.Span);

        output.Write("\n"u8);
    }
}
