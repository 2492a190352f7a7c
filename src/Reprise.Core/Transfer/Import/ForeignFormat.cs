using System.Text.Json;

namespace Reprise.Transfer.Import;

/// <summary>Makes our records of what another program exports. Never throws on any input but <see cref="ImportException"/>, which refuses the one record.</summary>
internal abstract class ForeignFormat
{
    /// <summary>All of them, the more particular ones first, since the first that knows a record takes it.</summary>
    public static IReadOnlyList<ForeignFormat> All { get; } =
        [new ChatGptFormat(), new OpenAiBatchFormat(), new LiteLlmFormat(), new HeliconeFormat(), new LangfuseFormat(), new MonitorLines(), new MongoLines(), new OwnLines()];

    /// <summary>The name for <c>--format</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a record is surely of this format.</summary>
    public abstract bool Recognises(JsonElement record);

    /// <summary>The records in it; none when it holds nothing to record.</summary>
    public abstract IEnumerable<byte[]> Map(JsonElement record, ImportNotes notes);

    public static ForeignFormat? Find(string name) => All.FirstOrDefault(format => format.Name == name);
}
