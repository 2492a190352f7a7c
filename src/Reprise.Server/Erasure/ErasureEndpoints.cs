using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Encryption;
using Reprise.Interactions;
using Reprise.Privacy.Erasure;
using Reprise.Privacy.Policies;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Erasure;

/// <summary>Erases a person, or what a filter selects, from everywhere.</summary>
internal static class ErasureEndpoints
{
    private const int MostUser = 512;

    public static IEndpointRouteBuilder MapErasure(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/erasures", BeginAsync).WithTags("privacy").WithName("beginErasure").WithSummary("Erase a person, or what a filter selects, from everywhere")
            .WithDescription("Say `user` or `q`. With `dry_run` it only counts. What is held refuses all, unless `leave_held`. It works behind the answer: ask for it by its `erasure_id` until its `state` "
                + "is `done`; it then has a certificate. It goes on after a restart, and sending the same again finds nothing more.")
            .Problems(400, 409, 415, 503).Needs(Permission.Own);
        routes.MapGet("/api/erasures", ListAsync).WithTags("privacy").WithName("listErasures").WithSummary("Erasures of the project, newest first").Problems(400, 503).Needs(Permission.Own);
        routes.MapGet("/api/erasures/{id}", FindAsync).WithTags("privacy").WithName("getErasure").WithSummary("One erasure: how far it is, or its certificate").Problems(400, 404, 503).Needs(Permission.Own);
        routes.MapGet("/api/erasures/known", ExportAsync).WithTags("privacy").WithName("exportErasedIds").WithSummary("The ids of all that was erased, of all projects, with certificates")
            .WithDescription("Nothing of what they said. Kept outside, it makes sure that an older backup does not bring erased interactions back.").Problems(503).Needs(Permission.Administer);
        routes.MapPost("/api/erasures/known", ImportAsync).WithTags("privacy").WithName("importErasedIds").WithSummary("Take over the ids that another server erased")
            .WithDescription("What has one of them is not stored here from then on. At most 50 items a request.").Problems(400, 415, 503).Needs(Permission.Administer);
        return routes;
    }

    private static async Task<Results<Ok<ErasureDocument>, Accepted<ErasureDocument>>> BeginAsync(
        HttpContext http, ErasureRun run, ErasureShelf shelf, ErasureHost host, IProjectSecrets secrets, UserPseudonyms pseudonyms, TimeProvider time, ErasureRequestDocument request, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        var now = SettingRules.Kept(time.GetUtcNow());
        var selector = SelectorOf(request, id => pseudonyms.Of(project, id), time);
        // A millisecond more than now: what was answered a moment ago is meant too.
        var before = SettingRules.Kept(now.AddSeconds(1));
        var record = new ErasureRecord
        {
            Id = InteractionId.New(time).ToString(), Project = project, State = ErasureState.Running, StartedAt = now, Actor = http.Caller().Actor, Reason = request.Reason,
            SelectorHash = selector.HashOf(secrets, project), SelectorKind = selector.Q is null ? "user" : "filter", Selector = selector, LeaveHeld = request.LeaveHeld, Before = before,
        };
        var held = await run.HeldAsync(project, selector, before, cancellationToken);
        if (request.DryRun)
        {
            var counted = await run.CountAsync(project, selector, before, cancellationToken);
            return TypedResults.Ok(ErasureDocument.Of(record with { Id = "", Counts = counted.Counts, Left = counted.Left }) with { DryRun = true, Holds = held });
        }

        if (held.Count > 0 && !request.LeaveHeld)
        {
            var problem = new ApiProblem(409, "held", "Some of it is held",
                $"Nothing was erased: legal holds have some of it: {string.Join(", ", held.Select(hold => $"'{hold.Name}' ({hold.Interactions:N0})"))}. Lift the hold, or leave it out with leave_held.");
            problem.Members["holds"] = held.ToList();
            throw problem;
        }

        await shelf.BeginAsync(record, cancellationToken);
        host.Wake();
        return TypedResults.Accepted($"/api/erasures/{record.Id}", ErasureDocument.Of(record));
    }

    private static async Task<Ok<ErasureListDocument>> ListAsync(HttpContext http, ErasureShelf shelf, ErasedIds erased, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ErasureListDocument
        {
            Items = [.. (await shelf.ListAsync(RequestProject.ProjectOf(http), cancellationToken)).Select(ErasureDocument.Of)], KnownIds = erased.Count, RefusedSinceStart = erased.Refused,
        });

    private static async Task<Ok<ErasureDocument>> FindAsync(HttpContext http, ErasureShelf shelf, [Description("The erasure's id")] string id, CancellationToken cancellationToken) =>
        await shelf.FindAsync(RequestProject.ProjectOf(http), id, cancellationToken) is { } record
            ? TypedResults.Ok(ErasureDocument.Of(record))
            : throw new ApiProblem(404, "erasure-not-found", "Erasure not found", "There is no erasure of that id in the project.");

    private static async Task<Ok<ErasedIdsExport>> ExportAsync(ErasedIds erased, ErasureShelf shelf, CancellationToken cancellationToken) =>
        TypedResults.Ok(await erased.ExportAsync(shelf, cancellationToken));

    private static async Task<Ok<TakenIdsDocument>> ImportAsync(HttpContext http, ErasedIds erased, ErasureShelf shelf, ErasedIdsExport request, CancellationToken cancellationToken)
    {
        if (request.Format != ErasedIdsExport.FormatName || request.Version > ErasedIdsExport.LatestVersion) throw ApiProblem.InvalidParameter("format", "These are no erased ids that this build can read.");
        if (request.Items.Count > ErasedIdsExport.MostParts) throw ApiProblem.InvalidParameter("items", $"A request has at most {ErasedIdsExport.MostParts} items.");
        foreach (var item in request.Items)
        {
            if (!Projects.IsValid(item.Project) || !InteractionId.TryParse(item.ErasureId, out _) || item.Part < 0) throw ApiProblem.InvalidParameter("items", "An item needs a project, an erasure_id and a part.");
        }

        var added = 0;
        foreach (var item in request.Items)
        {
            try
            {
                added += await erased.TakeAsync(item, cancellationToken);
            }
            catch (FormatException)
            {
                throw ApiProblem.InvalidParameter("items", "The ids of an item cannot be read.");
            }

            if (item.Certificate is { } certificate && !await shelf.TakeAsync(item.Project, certificate, cancellationToken)) throw ApiProblem.InvalidParameter("items", "A certificate was changed after it was signed off.");
        }

        if (added > 0) await shelf.NoteTakenAsync("", http.Caller().Actor, added, cancellationToken);
        return TypedResults.Ok(new TakenIdsDocument { Added = added, KnownIds = erased.Count });
    }

    private static ErasureSelector SelectorOf(ErasureRequestDocument request, Func<string, string> pseudonym, TimeProvider time)
    {
        if (request.User is null == request.Q is null) throw ApiProblem.InvalidParameter("user", "Say either user or q: whom to erase, or a filter.");
        if (request.User is { } user)
        {
            if (user.Length is 0 or > MostUser) throw ApiProblem.InvalidParameter("user", $"A user's id has 1 to {MostUser} characters.");
            string[] plain = [user, .. (request.Aliases ?? []).Where(static alias => alias.Length is > 0 and <= MostUser)];
            // Where a policy hid users, the record knows them by these names.
            return new ErasureSelector { Users = [.. plain.Concat(plain.Select(pseudonym)).Distinct(StringComparer.Ordinal)] };
        }

        if (string.IsNullOrWhiteSpace(request.Q)) throw ApiProblem.InvalidParameter("q", "An empty filter would erase the whole project. Say kind:* if that is meant.");
        return new ErasureSelector { Q = FilterText.Of(ListQuery.Filter(request.Q, time)) };
    }
}
