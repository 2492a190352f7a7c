using System.Buffers;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Client.Commands;

/// <summary>What a command was given, as it is recorded.</summary>
internal static class CommandRequest
{
    /// <param name="arguments">Null for none.</param>
    /// <param name="values">Whether their values are recorded too; else their number and the options' names.</param>
    public static RequestDocument? Of(IReadOnlyList<string>? arguments, bool values)
    {
        if (arguments is not { Count: > 0 }) return null;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (values) List(writer, "arguments", CommandArguments.WithoutSecrets(arguments));
            else
            {
                writer.WriteNumber("argument_count", arguments.Count);
                List(writer, "options", CommandArguments.OptionNames(arguments));
            }

            writer.WriteEndObject();
        }

        return new RequestDocument { Parameters = RecordJson.Find(buffer.WrittenMemory) };
    }

    private static void List(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values) writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
