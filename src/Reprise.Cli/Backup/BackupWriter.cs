using System.Net;
using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Interactions;
using Reprise.Privacy.Erasure;

namespace Reprise.Cli.Backup;

/// <summary>
/// Makes a backup, or goes on with one that was interrupted. Files come first and the manifest that names them after, so a kill at any moment leaves whole files
/// and at most one that no manifest names, which is written again.
/// </summary>
/// <param name="place">Where to.</param>
/// <param name="clients">A client for a project.</param>
/// <param name="recordsPerFile">Records after which a file is closed; null closes it by its size.</param>
/// <param name="time">Makes the id.</param>
internal sealed class BackupWriter(IBackupPlace place, Func<string, RepriseClient> clients, int? recordsPerFile, TimeProvider time)
{
    private const int PageSize = 1000;

    /// <summary>Whether a backup that was begun before is gone on with.</summary>
    public bool Resumed { get; private set; }

    /// <summary>Calls the server could not store in time; they may not be in the backup.</summary>
    public long Queued { get; private set; }

    public async Task<BackupManifest> RunAsync(IReadOnlyList<string> projects, BackupKey? key, Action<BackupManifest> begun, Action<long> progress, CancellationToken cancellationToken)
    {
        var (manifest, cipher) = await BeginAsync(projects, key, cancellationToken);
        using var _ = cipher;
        begun(manifest);
        // Facts that wait come before the records: one whose interaction comes meanwhile, with a time that is copied already, would be in neither list after.
        foreach (var project in manifest.Projects)
        {
            using var client = clients(project.Name);
            manifest = await CopyAsync(manifest, cipher, ChunkKinds.Facts, project.Name, cursor => client.OpenWaitingFactsAsync(cursor, cancellationToken), progress, cancellationToken);
        }

        foreach (var project in manifest.Projects)
        {
            if (project.Before is not { } before) continue;
            using var client = clients(project.Name);
            var search = new InteractionSearch { To = before, Ascending = true, PageSize = Math.Min(recordsPerFile ?? PageSize, PageSize) };
            manifest = await CopyAsync(manifest, cipher, ChunkKinds.Records, project.Name, cursor => client.OpenRecordsAsync(search, cursor, RecordView.Exact, cancellationToken), progress, cancellationToken);
        }

        manifest = manifest with { CompletedAt = time.GetUtcNow(), Erased = await ErasedAsync(manifest, cancellationToken) };
        await place.WriteAsync(ManifestFile.Name, ManifestFile.Write(manifest, cipher), cancellationToken);
        return manifest;
    }

    /// <summary>Without certificates: the manifest stays readable, and a reason may say more than the ids do.</summary>
    private async Task<IReadOnlyList<ErasedIdsPart>?> ErasedAsync(BackupManifest manifest, CancellationToken cancellationToken)
    {
        using var client = clients(RepriseClient.DefaultProject);
        try
        {
            var known = await client.ExportErasedIdsAsync(cancellationToken);
            return [.. known.Items.Where(part => manifest.Projects.Any(project => project.Name == part.Project)).Select(part => part with { Certificate = null })];
        }
        catch (RepriseApiException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            // An older server, or somebody who may read all of the record and not decide for the installation.
            return null;
        }
    }

    private async Task<(BackupManifest, BackupCipher?)> BeginAsync(IReadOnlyList<string> projects, BackupKey? key, CancellationToken cancellationToken)
    {
        var files = await place.ListAsync(cancellationToken);
        if (await place.FindAsync(ManifestFile.Name, cancellationToken) is { } file)
        {
            var (begun, known) = ManifestFile.Read(file, key);
            if (begun.CompletedAt is { } done) throw new CommandFailedException($"'{place.Name}' holds a complete backup of {Format.Time(begun.Boundary)}, finished {Format.Time(done)}. Choose another place for a new one.");
            if (begun.Encryption is null && key is not null) throw new CommandFailedException($"'{place.Name}' holds a backup begun without a key. Go on without one, or choose another place.");
            if (begun.Source is not null && begun.Source != await SourceAsync(cancellationToken))
                throw new CommandFailedException($"'{place.Name}' holds an unfinished backup of another server, whose /api/status says folder_id {SafeText.Line(begun.Source)}. Say with --server where it is, or choose another place.");
            if (projects.Count > 0 && !projects.Order(StringComparer.Ordinal).SequenceEqual(begun.Projects.Select(project => project.Name), StringComparer.Ordinal))
                throw new CommandFailedException($"'{place.Name}' holds an unfinished backup of other projects: {string.Join(", ", begun.Projects.Select(project => project.Name))}.");
            var missing = begun.Chunks.FirstOrDefault(chunk => files.GetValueOrDefault(chunk.File, -1) != chunk.Bytes);
            if (missing is not null) throw new DamagedBackupException(missing.File, "it is missing or has another size than when it was written; this backup cannot be finished.");
            Resumed = true;
            return (begun, known);
        }

        if (files.Count > 0) throw new CommandFailedException($"'{place.Name}' is not empty and holds no backup; choose another place.");
        var manifest = await PlanAsync(projects, cancellationToken);
        var cipher = key is null ? null : BackupCipher.Create(key, manifest.BackupId);
        manifest = manifest with { Encryption = cipher?.Encryption };
        await place.WriteAsync(ManifestFile.Name, ManifestFile.Write(manifest, cipher), cancellationToken);
        return (manifest, cipher);
    }

    /// <summary>Cursors mean something only to the record they came from, so that a backup is gone on with from there alone.</summary>
    private async Task<string?> SourceAsync(CancellationToken cancellationToken)
    {
        using var client = clients(RepriseClient.DefaultProject);
        return (await client.GetStatusAsync(cancellationToken)).FolderId;
    }

    /// <summary>Fixes the boundary: the server has stored what it was given before it answers.</summary>
    private async Task<BackupManifest> PlanAsync(IReadOnlyList<string> projects, CancellationToken cancellationToken)
    {
        using var client = clients(RepriseClient.DefaultProject);
        var found = await client.ListProjectsAsync(cancellationToken);
        Queued = found.Queued;
        var unknown = projects.Except(found.Items.Select(project => project.Name), StringComparer.Ordinal).ToList();
        if (unknown.Count > 0) throw new CommandFailedException($"Nothing is on record in the project '{unknown[0]}'. There are: {string.Join(", ", found.Items.Select(project => project.Name))}.");
        return new BackupManifest
        {
            Format = BackupManifest.FormatName,
            Version = BackupManifest.LatestVersion,
            BackupId = InteractionId.New(time).ToString(),
            Source = await SourceAsync(cancellationToken),
            Boundary = found.Timestamp,
            Projects = [.. found.Items.Where(project => projects.Count == 0 || projects.Contains(project.Name)).Select(project => new BackupProject { Name = project.Name, Before = BeforeOf(project, found.Timestamp) })],
        };
    }

    /// <summary>Right behind the newest: times come from callers, whose clocks may be ahead, and what is on record belongs in.</summary>
    private static DateTimeOffset? BeforeOf(ProjectDocument project, DateTimeOffset boundary)
    {
        if (project.Newest is not { } newest) return null;
        var last = newest > boundary ? newest : boundary;
        return DateTimeOffset.FromUnixTimeMilliseconds(last.ToUnixTimeMilliseconds() + 1);
    }

    /// <summary>Copies what is not copied yet of one kind and project.</summary>
    private async Task<BackupManifest> CopyAsync(
        BackupManifest manifest, BackupCipher? cipher, string kind, string project, Func<string?, Task<RecordLines>> open, Action<long> progress, CancellationToken cancellationToken)
    {
        var written = manifest.Chunks.LastOrDefault(chunk => chunk.Kind == kind && chunk.Project == project);
        if (written is { Cursor: null }) return manifest;
        var (after, cursor) = (written?.Cursor, written?.Cursor);
        var done = manifest.Records;
        do
        {
            using var builder = new ChunkBuilder(recordsPerFile);
            do
            {
                using var page = await open(cursor);
                await foreach (var line in page.ReadAsync(cancellationToken)) builder.Add(line, kind == ChunkKinds.Records ? RecordHead.Time(line) : null);
                cursor = page.Cursor;
                progress(kind == ChunkKinds.Records ? done + builder.Lines : done);
            }
            while (cursor is not null && !builder.IsFull);

            if (builder.Lines == 0)
            {
                // What the cursor led to has been deleted since: the file before is the last one after all.
                if (after is not null) manifest = manifest with { Chunks = [.. manifest.Chunks.Select(chunk => chunk.Kind == kind && chunk.Project == project && chunk.Cursor == after ? chunk with { Cursor = null } : chunk)] };
                break;
            }

            var (bytes, chunk) = builder.Close(cipher, manifest.Chunks.Count + 1, kind, project, after, cursor);
            await place.WriteAsync(chunk.File, bytes, cancellationToken);
            manifest = manifest with { Chunks = [.. manifest.Chunks, chunk] };
            await place.WriteAsync(ManifestFile.Name, ManifestFile.Write(manifest, cipher), cancellationToken);
            (after, done) = (cursor, manifest.Records);
        }
        while (cursor is not null);

        return manifest;
    }
}
