using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Encryption;

/// <summary>What was on record when encryption was turned on: that is plain until it is deleted or the record is moved. Noted once, with the keys, so that a record that moves leaves it behind.</summary>
/// <param name="settings">Where keys lie.</param>
/// <param name="time">When encryption is turned on.</param>
internal sealed class PlainBefore(ISettingsStore settings, TimeProvider time)
{
    private const string Key = "plain";

    /// <summary>Counts what is there, the first time a store is opened with a master key. Before anything sealed is written.</summary>
    public async Task NoteAsync(IInteractionStore store, CancellationToken cancellationToken)
    {
        if (await settings.FindAsync("", KeyShelf.SettingKind, Key, cancellationToken).ConfigureAwait(false) is not null) return;
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var project in await store.ProjectsAsync(cancellationToken).ConfigureAwait(false))
        {
            var count = await CountAsync(store, new AggregateQuery { Project = project }, cancellationToken).ConfigureAwait(false);
            if (count > 0) counts[project] = count;
        }

        // Where another server was faster, its count stands.
        await settings.PutAsync(new Setting { Project = "", Kind = KeyShelf.SettingKind, Key = Key, Value = Write(time.GetUtcNow(), counts) }, 0, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How many of those may still be there, and since when all is sealed; null where encryption was never on.</summary>
    public async Task<(DateTimeOffset Since, long AtMost)?> FindAsync(IInteractionStore store, CancellationToken cancellationToken)
    {
        if (await settings.FindAsync("", KeyShelf.SettingKind, Key, cancellationToken).ConfigureAwait(false) is not { } kept) return null;
        using var document = JsonDocument.Parse(kept.Value);
        var since = document.RootElement.GetProperty("since").GetDateTimeOffset();
        long atMost = 0;
        foreach (var project in document.RootElement.GetProperty("projects").EnumerateObject())
        {
            // What is imported later may be older and is sealed: never more than there were.
            var older = await CountAsync(store, new AggregateQuery { Project = project.Name, To = since }, cancellationToken).ConfigureAwait(false);
            atMost += Math.Min(project.Value.GetInt64(), older);
        }

        return (since, atMost);
    }

    private static async Task<long> CountAsync(IInteractionStore store, AggregateQuery query, CancellationToken cancellationToken) =>
        (await store.AggregateAsync(query, cancellationToken).ConfigureAwait(false)).Rows is [var row, ..] ? row.Count : 0;

    private static string Write(DateTimeOffset since, Dictionary<string, long> counts)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("since", since.ToString("O", CultureInfo.InvariantCulture));
            json.WriteStartObject("projects");
            foreach (var (project, count) in counts) json.WriteNumber(project, count);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
