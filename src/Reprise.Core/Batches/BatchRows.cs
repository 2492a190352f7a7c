using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Reprise.Settings;

namespace Reprise.Batches;

/// <summary>
/// Keeps the calls of batches in the settings, where they are sealed, backed up and moved with everything else, and where every server on one database finds them.
/// </summary>
public sealed class BatchRows(ISettingsStore settings)
{
    /// <summary>A setting holds 1 MiB; base64 of this, sealed and in base64 again, stays below it.</summary>
    private const int PartBytes = 384 * 1024;

    /// <summary>So that a list of calls reads little at a time once they are on record.</summary>
    private const int PartRows = 2000;

    /// <summary>Writes the calls of a leg and tells into how many parts. Doing it again writes the same.</summary>
    internal async Task<int> WriteAsync(Batch batch, int leg, IEnumerable<BatchRow> rows, CancellationToken cancellationToken)
    {
        var (part, bytes, parts) = (new List<BatchRow>(), 0, 0);
        foreach (var row in rows)
        {
            var size = row.Data?.Length ?? 0;
            if (part.Count > 0 && (bytes + size > PartBytes || part.Count == PartRows))
            {
                await PutAsync(batch, leg, parts++, part, cancellationToken).ConfigureAwait(false);
                (part, bytes) = ([], 0);
            }

            part.Add(row);
            bytes += size;
        }

        if (part.Count > 0) await PutAsync(batch, leg, parts++, part, cancellationToken).ConfigureAwait(false);
        return parts;
    }

    /// <summary>The calls of a leg, a part at a time, with their data.</summary>
    internal async IAsyncEnumerable<List<BatchRow>> ReadAsync(Batch batch, BatchLeg leg, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 0; number < leg.Parts; number++)
            yield return await PartAsync(batch, leg.Number, number, withData: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Calls from one on, without their data.</summary>
    public async Task<IReadOnlyList<BatchRow>> PageAsync(Batch batch, int offset, int limit, RowState? state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var page = new List<BatchRow>(Math.Min(limit, 1000));
        foreach (var leg in batch.Legs)
        {
            // Where all are wanted, a leg that lies before the page is not read.
            if (state is null && offset >= leg.Count)
            {
                offset -= leg.Count;
                continue;
            }

            for (var number = 0; number < leg.Parts; number++)
            {
                foreach (var row in await PartAsync(batch, leg.Number, number, withData: false, cancellationToken).ConfigureAwait(false))
                {
                    if ((state is { } wanted && row.State != wanted) || offset-- > 0) continue;
                    page.Add(row);
                    if (page.Count == limit) return page;
                }
            }
        }

        return page;
    }

    /// <summary>Writes what became of calls, without their data: it is on record now.</summary>
    internal async Task SettleAsync(Batch batch, BatchLeg leg, IReadOnlyDictionary<string, RowState> outcomes, CancellationToken cancellationToken)
    {
        for (var number = 0; number < leg.Parts; number++)
        {
            var rows = await PartAsync(batch, leg.Number, number, withData: false, cancellationToken).ConfigureAwait(false);
            var pieces = rows.Sum(static row => row.Pieces);
            foreach (var row in rows)
            {
                (row.Data, row.Pieces) = (null, 0);
                if (row.State != RowState.Erased && outcomes.TryGetValue(row.Id, out var state)) row.State = state;
            }

            await WriteAsync(batch, leg.Number, number, rows, null, cancellationToken).ConfigureAwait(false);
            for (var piece = 0; piece < pieces; piece++) await settings.RemoveAsync(batch.Project, Batch.PartKind, PieceName(batch.Id, leg.Number, number, piece), null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Goes through the calls that wait, and keeps those parts that the action changed: it only takes data out. A part that somebody else wrote meanwhile is gone through again.</summary>
    internal async Task<int> EditAsync(Batch batch, BatchLeg leg, Func<BatchRow, bool> edit, bool dryRun, CancellationToken cancellationToken)
    {
        var changed = 0;
        for (var number = 0; number < leg.Parts;)
        {
            var (rows, version) = await VersionedAsync(batch, leg.Number, number, withData: true, cancellationToken).ConfigureAwait(false);
            var here = rows.Count(edit);
            if (here > 0 && !dryRun)
            {
                var pieces = rows.Where(static row => row.Data is null).Sum(static row => row.Pieces);
                foreach (var row in rows) row.Pieces = row.Data is null ? 0 : row.Pieces;
                // Written over what was settled in the meantime, data of calls that are on record would be kept for good.
                if (!await WriteAsync(batch, leg.Number, number, rows, version, cancellationToken).ConfigureAwait(false)) continue;
                for (var piece = 0; piece < pieces; piece++) await settings.RemoveAsync(batch.Project, Batch.PartKind, PieceName(batch.Id, leg.Number, number, piece), null, cancellationToken).ConfigureAwait(false);
            }

            changed += here;
            number++;
        }

        return changed;
    }

    /// <summary>Removes what was written of a batch that never came to be.</summary>
    internal async Task RemoveAsync(Batch batch, CancellationToken cancellationToken)
    {
        for (var leg = 0; ; leg++)
        {
            for (var number = 0; ; number++)
            {
                if (await settings.FindAsync(batch.Project, Batch.PartKind, PartName(batch.Id, leg, number), cancellationToken).ConfigureAwait(false) is not { } part)
                {
                    if (number == 0) return;
                    break;
                }

                var pieces = JsonSerializer.Deserialize(part.Value, BatchJson.Default.BatchPart)!.Rows.Sum(static row => row.Pieces);
                for (var piece = 0; piece < pieces; piece++) await settings.RemoveAsync(batch.Project, Batch.PartKind, PieceName(batch.Id, leg, number, piece), null, cancellationToken).ConfigureAwait(false);
                await settings.RemoveAsync(batch.Project, Batch.PartKind, part.Key, null, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task PutAsync(Batch batch, int leg, int number, List<BatchRow> rows, CancellationToken cancellationToken)
    {
        // Only a call that is alone in its part is too large for it.
        if (rows is [{ Data: { Length: > PartBytes } data } large])
        {
            large.Pieces = (data.Length + PartBytes - 1) / PartBytes;
            for (var piece = 0; piece < large.Pieces; piece++)
            {
                var slice = data.AsSpan(piece * PartBytes, Math.Min(PartBytes, data.Length - (piece * PartBytes))).ToArray();
                await PutAsync(batch.Project, PieceName(batch.Id, leg, number, piece), JsonSerializer.Serialize(new BatchPiece { Data = slice }, BatchJson.Default.BatchPiece), null, cancellationToken).ConfigureAwait(false);
            }

            await WriteAsync(batch, leg, number, [large with { Data = null }], null, cancellationToken).ConfigureAwait(false);
            return;
        }

        await WriteAsync(batch, leg, number, rows, null, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>False when another version stands there now.</returns>
    private Task<bool> WriteAsync(Batch batch, int leg, int number, List<BatchRow> rows, long? expectedVersion, CancellationToken cancellationToken) =>
        PutAsync(batch.Project, PartName(batch.Id, leg, number), JsonSerializer.Serialize(new BatchPart { Rows = rows }, BatchJson.Default.BatchPart), expectedVersion, cancellationToken);

    private async Task<bool> PutAsync(string project, string key, string value, long? expectedVersion, CancellationToken cancellationToken) =>
        await settings.PutAsync(new Setting { Project = project, Kind = Batch.PartKind, Key = key, Value = value }, expectedVersion, null, cancellationToken).ConfigureAwait(false) is not null;

    private async Task<List<BatchRow>> PartAsync(Batch batch, int leg, int number, bool withData, CancellationToken cancellationToken) =>
        (await VersionedAsync(batch, leg, number, withData, cancellationToken).ConfigureAwait(false)).Rows;

    private async Task<(List<BatchRow> Rows, long Version)> VersionedAsync(Batch batch, int leg, int number, bool withData, CancellationToken cancellationToken)
    {
        var setting = await settings.FindAsync(batch.Project, Batch.PartKind, PartName(batch.Id, leg, number), cancellationToken).ConfigureAwait(false);
        if (setting is null) return ([], 0);
        var rows = JsonSerializer.Deserialize(setting.Value, BatchJson.Default.BatchPart)!.Rows;
        if (!withData) return (rows, setting.Version);
        foreach (var row in rows)
        {
            if (row.Pieces == 0) continue;
            using var whole = new MemoryStream();
            for (var piece = 0; piece < row.Pieces; piece++)
            {
                var kept = await settings.FindAsync(batch.Project, Batch.PartKind, PieceName(batch.Id, leg, number, piece), cancellationToken).ConfigureAwait(false);
                if (kept is not null) whole.Write(JsonSerializer.Deserialize(kept.Value, BatchJson.Default.BatchPiece)!.Data);
            }

            row.Data = whole.ToArray();
        }

        return (rows, setting.Version);
    }

    private static string PartName(string batch, int leg, int number) => string.Create(CultureInfo.InvariantCulture, $"{batch}/{leg:D4}/{number:D5}");

    private static string PieceName(string batch, int leg, int number, int piece) => string.Create(CultureInfo.InvariantCulture, $"{PartName(batch, leg, number)}.{piece:D5}");
}
