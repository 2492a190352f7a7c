using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Privacy.Redaction;
using Reprise.Wire;

namespace Reprise.Privacy.Policies;

/// <summary>
/// Applies a project's policy to each call before anything of it is written. Where there is no policy it costs a look at a table. Whatever goes wrong in it takes the
/// content off the record and never reaches the caller.
/// </summary>
public sealed class CallGuard(PrivacyPolicies policies, CaptureCounters counters) : ICallGuard
{
    public Action? Prepare(CapturedCall call, Body request)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (policies.Find(call.Project) is not { ShapesBodies: true } policy) return null;
        var guarded = new GuardedCall(policy) { Prepared = new ShapedBody(policy, request, BodySide.Request) };
        call.Guarded = guarded;
        return guarded.Prepared.Run;
    }

    public bool Admit(CapturedCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            if (policies.Find(call.Project) is not { } policy)
            {
                WithoutContent(call, WithheldReasons.PolicyUnknown);
                return true;
            }

            if (policy.IsIdle && call.Labels.Consent != false) return true;
            call.Withheld = WhyWithheld(call, policy);
            if (call.Withheld is not null) return false;
            Shape(call, policy);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The boundary: no bytes from outside may reach the record past a fault of ours, and none may reach the caller as one.
            WithoutContent(call, WithheldReasons.GuardFailed);
            return true;
        }
    }

    private static string? WhyWithheld(CapturedCall call, PolicyInForce policy)
    {
        var labels = call.Labels;
        if (labels.Consent == false || (policy.Policy.ConsentRequired && labels.Consent != true)) return WithheldReasons.NoConsent;
        if (policy.AsksForUser && (policy.HasOptedOut(labels.UserId) || policy.HasOptedOut(UserInBody(call)))) return WithheldReasons.OptedOut;
        return call.IsTakenBefore || policy.IsSampled(labels.SessionId ?? labels.TraceId ?? call.Id.ToString()) ? null : WithheldReasons.NotSampled;
    }

    private static string? UserInBody(CapturedCall call)
    {
        if (call.Request is not { } body || DecodedBody.Find(body) is not { } bytes) return null;
        return DialectCatalog.Find(call.Dialect, call.Provider, call.Method, call.Path, bytes).ReadRequest(new WireRequest(call.Method, call.Path, bytes, body.ContentType), details: false).UserId;
    }

    private static void Shape(CapturedCall call, PolicyInForce policy)
    {
        if (call.Guarded is not GuardedCall guarded || guarded.Policy != policy) call.Guarded = guarded = new GuardedCall(policy);
        var notes = new RedactionNotes();
        if (policy.ShapesColumns && !call.IsTakenBefore) ColumnRedactor.Shape(call, policy, guarded.ColumnNotes ??= new RedactionNotes(), ref guarded.HasColumns);
        if (guarded.ColumnNotes is { } columns) notes.Add(columns);
        if (policy.ShapesBodies)
        {
            (call.Request, var ofRequest) = guarded.Request(call.Request);
            notes.Add(ofRequest);
            (call.Response, var ofResponse) = guarded.Response(call.Response);
            notes.Add(ofResponse);
        }

        PolicyMarks.Add(policy.Policy, call.Request is not null, call.Response is not null, notes);
        if (call is { IsTakenBefore: true, Privacy: { } before }) notes.Add(before);
        call.Privacy = PolicyMarks.ToNote(policy.Policy, notes);
        if (notes.Fault is { } fault) call.RecordError = call.RecordError is { } error ? $"{error}; {fault}" : fault;
    }

    /// <summary>Leaves what no content can be in: who answered, when, how long it took, and how it ended.</summary>
    private void WithoutContent(CapturedCall call, string reason)
    {
        counters.AddWithheld(reason);
        (call.Request, call.Response, call.RequestHeaders, call.ResponseHeaders, call.Path, call.Query) = (null, null, [], [], "/", "");
        call.Labels = new CallLabels { Replay = call.Labels.Replay };
        call.Privacy = new PrivacyNote { Dropped = [ClassWords.Bodies] };
        call.RecordError = reason == WithheldReasons.PolicyUnknown ? "the privacy policy was not known, so no content is recorded" : "the privacy policy could not be applied, so no content is recorded";
    }
}
