using System.Buffers;
using System.Text;
using System.Text.Json;
using Reprise.Core.Tests.Documents;
using Reprise.Documents;
using Reprise.Transfer.Export;

namespace Reprise.Core.Tests.Transfer;

/// <summary>Records as the API gives them, and what formats make of them.</summary>
internal static class Exported
{
    /// <summary>A record that was taken in and is given out again.</summary>
    public static byte[] Document(string json, bool bodies = false)
    {
        var read = Samples.Reader().Read(Encoding.UTF8.GetBytes(json), "default");
        read.Mistake.ShouldBeNull();
        return JsonSerializer.SerializeToUtf8Bytes(Samples.Writer().Write(read.Record!, bodies), DocumentJson.Relaxed.InteractionDocument);
    }

    public static string Line(ExportFormat format, ReadOnlyMemory<byte> record)
    {
        var output = new ArrayBufferWriter<byte>();
        format.Write(record, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string Line(string format, string json) => Line(ExportFormat.Find(format)!, Document(json));
}
