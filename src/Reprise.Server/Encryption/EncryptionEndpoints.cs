using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Encryption;
using Reprise.Interactions;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Store;

namespace Reprise.Server.Encryption;

/// <summary>Keys: which there are, new versions, another master key, and keys of backups.</summary>
internal static class EncryptionEndpoints
{
    public static IEndpointRouteBuilder MapEncryption(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/encryption").WithTags("encryption");
        group.MapGet("", StatusAsync).WithName("getEncryption").WithSummary("Whether everything is sealed, and with which keys").Problems(503).Needs(Permission.Administer);
        group.MapPost("rotate", RotateAsync).WithName("rotateKeys").WithSummary("A new data key for what is written from now on, or all keys wrapped by the master key of now")
            .WithDescription("What was sealed before still opens; nothing stops meanwhile.").Problems(400, 409, 503).Needs(Permission.Administer);
        group.MapPost("backup-key", NewBackupKeyAsync).WithName("newBackupKey").WithSummary("A key for a backup, and the same wrapped by the master key").Problems(409, 503).Needs(Permission.Administer);
        group.MapPost("backup-key/open", OpenBackupKeyAsync).WithName("openBackupKey").WithSummary("The key of a backup that was wrapped by the master key").Problems(400, 409, 503).Needs(Permission.Administer);
        return routes;
    }

    private static async Task<Ok<EncryptionDocument>> StatusAsync(IDataKeys keys, PlainBefore before, IInteractionStore store, CancellationToken cancellationToken)
    {
        var document = EncryptionDocument.Of(await keys.StatusAsync(cancellationToken));
        return TypedResults.Ok(await before.FindAsync(store, cancellationToken) is var (since, atMost) ? document with { Since = since, PlainAtMost = atMost } : document);
    }

    private static async Task<Ok<RotationDocument>> RotateAsync(HttpContext http, IDataKeys keys, RotationRequestDocument request, CancellationToken cancellationToken)
    {
        var actor = http.Caller().Actor;
        return await Guarded(async () =>
        {
            if (request.Master) return TypedResults.Ok(new RotationDocument { Rewrapped = await keys.RewrapAsync(actor, cancellationToken), Rotated = [] });
            var projects = request.Projects is { Count: > 0 } named ? named : [.. (await keys.StatusAsync(cancellationToken)).Projects.Select(one => one.Project)];
            if (projects.FirstOrDefault(static project => project.Length > 0 && !Projects.IsValid(project)) is { } wrong) throw ApiProblem.InvalidParameter("projects", $"'{ApiProblem.Short(wrong)}' is no name of a project.");
            var rotated = new List<RotatedKeyDocument>();
            foreach (var project in projects) rotated.Add(new RotatedKeyDocument { Project = project, Version = await keys.RotateAsync(project, actor, cancellationToken) });
            return TypedResults.Ok(new RotationDocument { Rotated = rotated });
        });
    }

    private static Task<Ok<BackupKeyDocument>> NewBackupKeyAsync(HttpContext http, IDataKeys keys, CancellationToken cancellationToken) => Guarded(async () =>
    {
        var secret = await keys.NewBackupKeyAsync(http.Caller().Actor, cancellationToken);
        return TypedResults.Ok(new BackupKeyDocument { Key = secret.Key, Wrapped = secret.Wrapped, MasterKey = secret.MasterKey });
    });

    private static Task<Ok<BackupKeyDocument>> OpenBackupKeyAsync(HttpContext http, IDataKeys keys, WrappedKeyDocument request, CancellationToken cancellationToken) => Guarded(async () =>
        TypedResults.Ok(new BackupKeyDocument { Key = await keys.OpenBackupKeyAsync(request.Wrapped, http.Caller().Actor, cancellationToken) }));

    private static async Task<T> Guarded<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (SealException e)
        {
            throw new ApiProblem(409, "encryption", "The keys do not allow that", e.Message);
        }
    }
}

/// <summary>Whether everything is sealed, and with which keys. Nothing of it is secret.</summary>
internal sealed record EncryptionDocument
{
    /// <summary>Whether a master key is configured and everything that is written is sealed.</summary>
    public required bool Enabled { get; init; }

    /// <summary>The id of the master key in use; says nothing of the key.</summary>
    public string? MasterKey { get; init; }

    /// <summary>Keys by project, the installation's own with an empty name first.</summary>
    public required IReadOnlyList<ProjectKeysDocument> Projects { get; init; }

    /// <summary>When encryption was turned on; left out where it never was.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How many interactions that were on record before may still be there: those are plain. What was imported since is sealed, however old it is.</summary>
    public long? PlainAtMost { get; init; }

    public static EncryptionDocument Of(KeyStatus status) => new()
    {
        Enabled = status.IsOn,
        MasterKey = status.MasterKey,
        Projects =
        [
            .. status.Projects.Select(keys => new ProjectKeysDocument
            {
                Project = keys.Project,
                MasterKey = keys.MasterKey,
                Versions = [.. keys.Versions.Select(version => new KeyVersionDocument { Version = version.Version, Created = version.Created })],
                DestroyedThrough = keys.DestroyedThrough,
            }),
        ],
    };
}

internal sealed record ProjectKeysDocument
{
    /// <summary>Empty for the installation's own key.</summary>
    public required string Project { get; init; }

    /// <summary>The id of the master key that wraps these; another one than the server's says that `rotate` with `master` is due.</summary>
    public string? MasterKey { get; init; }

    /// <summary>Oldest first; the last one seals, all of them open.</summary>
    public required IReadOnlyList<KeyVersionDocument> Versions { get; init; }

    /// <summary>Versions up to this one were destroyed: what they sealed is erased.</summary>
    public required int DestroyedThrough { get; init; }
}

internal sealed record KeyVersionDocument
{
    public required int Version { get; init; }
    public required DateTimeOffset Created { get; init; }
}

internal sealed record RotationRequestDocument
{
    /// <summary>Wrap all keys with the master key that is configured now, instead of making new data keys.</summary>
    public bool Master { get; init; }

    /// <summary>Whose data keys; an empty name is the installation's own. All when left out.</summary>
    public IReadOnlyList<string>? Projects { get; init; }
}

internal sealed record RotationDocument
{
    /// <summary>New versions of data keys.</summary>
    public required IReadOnlyList<RotatedKeyDocument> Rotated { get; init; }

    /// <summary>Records of keys that were wrapped again.</summary>
    public int Rewrapped { get; init; }
}

internal sealed record RotatedKeyDocument
{
    public required string Project { get; init; }

    /// <summary>The version that seals from now on.</summary>
    public required int Version { get; init; }
}

internal sealed record WrappedKeyDocument
{
    /// <summary>As it lies beside the backup, base64.</summary>
    public required byte[] Wrapped { get; init; }
}

internal sealed record BackupKeyDocument
{
    /// <summary>32 bytes, base64. Secret.</summary>
    public required byte[] Key { get; init; }

    /// <summary>The same wrapped by the master key, to lie beside the backup.</summary>
    public byte[]? Wrapped { get; init; }

    /// <summary>The id of that master key.</summary>
    public string? MasterKey { get; init; }
}
