using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Privacy.Redaction;

namespace Reprise.Privacy.Policies;

/// <summary>Applies a project's policy to records and facts that others wrote, before they are stored: those sent to us, imported, and said by people.</summary>
public sealed class RecordGuard(PrivacyPolicies policies, CaptureCounters counters)
{
    /// <summary>
    /// The record as it may be stored, with the same id; null when nothing of it may be, which is counted. Words to search by are those of before and have to be found
    /// again where <see cref="RecordedInteraction.Interaction"/> came out with a note.
    /// </summary>
    /// <param name="record">As it was read.</param>
    /// <param name="consent">What it says about the user's agreement; null when nothing.</param>
    public RecordedInteraction? Admit(RecordedInteraction record, bool? consent)
    {
        ArgumentNullException.ThrowIfNull(record);
        try
        {
            if (policies.Find(record.Interaction.Project) is not { } policy) return WithoutContent(record, WithheldReasons.PolicyUnknown);
            if (policy.IsIdle && consent != false) return record;
            if (WhyWithheld(record.Interaction, consent, policy) is { } reason)
            {
                counters.AddWithheld(reason);
                return null;
            }

            return Shaped(record, policy);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // As in the guard of calls: a fault of ours lets nothing through.
            return WithoutContent(record, WithheldReasons.GuardFailed);
        }
    }

    /// <summary>
    /// A part of a record as it may be kept until the whole is there: shaped by the policy, whether or not the whole will be admitted, which is asked then. Done twice it changes nothing more.
    /// </summary>
    public RecordedInteraction Shape(RecordedInteraction part)
    {
        ArgumentNullException.ThrowIfNull(part);
        try
        {
            if (policies.Find(part.Interaction.Project) is not { } policy) return WithoutContent(part, WithheldReasons.PolicyUnknown);
            return policy.ShapesBodies || policy.ShapesColumns ? Shaped(part, policy) : part;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return WithoutContent(part, WithheldReasons.GuardFailed);
        }
    }

    /// <summary>A fact as it may be stored.</summary>
    public Fact Admit(Fact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        if (policies.Find(fact.Project) is not { } policy)
        {
            counters.AddWithheld(WithheldReasons.PolicyUnknown);
            return fact with { Text = null };
        }

        if (!policy.ShapesColumns) return fact;
        var columns = new ColumnRedactor(policy, new RedactionNotes());
        return fact with { Text = columns.Json(fact.Text, "text"), Author = columns.Text(fact.Author, "author"), Name = columns.Text(fact.Name, "name") };
    }

    private static string? WhyWithheld(Interaction interaction, bool? consent, PolicyInForce policy)
    {
        if (consent == false || (policy.Policy.ConsentRequired && consent != true)) return WithheldReasons.NoConsent;
        if (policy.HasOptedOut(interaction.UserId)) return WithheldReasons.OptedOut;
        return policy.IsSampled(interaction.SessionId ?? interaction.TraceId ?? interaction.Id.ToString()) ? null : WithheldReasons.NotSampled;
    }

    private static RecordedInteraction Shaped(RecordedInteraction record, PolicyInForce policy)
    {
        var notes = new RedactionNotes();
        var (request, response) = (record.Request, record.Response);
        if (policy.ShapesBodies)
        {
            if (request is not null) request = policy.Body.Redact(request, BodySide.Request, notes);
            if (response is not null) response = policy.Body.Redact(response, BodySide.Response, notes);
        }

        PolicyMarks.Add(policy.Policy, request is not null, response is not null, notes);
        var i = record.Interaction;
        var headers = record.ResponseHeaders;
        if (policy.ShapesColumns)
        {
            var columns = new ColumnRedactor(policy, notes);
            (i, headers) = (Columns(i, columns), columns.Headers(headers));
        }

        if (policy.Policy.MetadataOnly) (request, response) = (null, null);
        var hidesInput = policy.Policy.MetadataOnly || policy.Policy.Input != ContentRule.Capture;
        var hidesOutput = policy.Policy.MetadataOnly || policy.Policy.Output != ContentRule.Capture;
        return record with
        {
            Interaction = i with
            {
                PromptPreview = hidesInput ? null : i.PromptPreview,
                ContentPreview = hidesOutput ? null : i.ContentPreview,
                PromptHash = hidesInput ? null : i.PromptHash,
                InputHash = request is null ? null : ReferenceEquals(request, record.Request) ? i.InputHash : Hashes.OfBytes(request.Bytes.Span),
                Privacy = Joined(i.Privacy, PolicyMarks.ToNote(policy.Policy, notes)),
                RecordError = notes.Fault is not { } fault ? i.RecordError : i.RecordError is { } error ? $"{error}; {fault}" : fault,
            },
            Request = request,
            Response = response,
            ResponseHeaders = headers,
        };
    }

    private static Interaction Columns(Interaction i, ColumnRedactor columns) => i with
    {
        UserId = columns.User(i.UserId),
        SessionId = columns.Text(i.SessionId, "session_id"),
        TraceId = columns.Text(i.TraceId, "trace_id"),
        SpanId = columns.Text(i.SpanId, "span_id"),
        ParentId = columns.Text(i.ParentId, "parent_id"),
        PromptType = columns.Text(i.PromptType, "prompt_type"),
        PromptTemplate = columns.Text(i.PromptTemplate, "prompt_template"),
        Name = columns.Text(i.Name, "name"),
        Tags = columns.Tags(i.Tags),
        Metadata = columns.Json(i.Metadata, "metadata"),
        FileMetadata = columns.Json(i.FileMetadata, "file_metadata"),
        IpAddress = columns.Address(i.IpAddress),
        ErrorMessage = columns.Text(i.ErrorMessage, "error_message"),
        Operation = i.Operation is { } operation ? columns.Path(operation, "operation") : null,
        Query = columns.Query(i.Query),
        RequestHeaders = columns.Headers(i.RequestHeaders),
        PromptPreview = columns.Text(i.PromptPreview, "prompt_preview"),
        ContentPreview = columns.Text(i.ContentPreview, "content_preview"),
        RecordError = columns.Text(i.RecordError, "record_error"),
    };

    /// <summary>A record that was redacted before it came says so still.</summary>
    private static PrivacyNote? Joined(PrivacyNote? before, PrivacyNote? now)
    {
        if (before is null || now is null) return now ?? before;
        var counts = new SortedDictionary<string, int>(before.Counts.ToDictionary(), StringComparer.Ordinal);
        foreach (var (type, count) in now.Counts) counts[type] = counts.GetValueOrDefault(type) + count;
        return now with
        {
            Counts = counts,
            Redactions = [.. before.Redactions.Concat(now.Redactions).Take(PrivacyNote.MostRedactions)],
            Dropped = [.. before.Dropped.Union(now.Dropped, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Restricted = [.. before.Restricted.Union(now.Restricted, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }

    private RecordedInteraction WithoutContent(RecordedInteraction record, string reason)
    {
        counters.AddWithheld(reason);
        var i = record.Interaction;
        return new RecordedInteraction
        {
            Interaction = new Interaction
            {
                Id = i.Id, Project = i.Project, Timestamp = i.Timestamp, Kind = i.Kind, Status = i.Status, Dialect = i.Dialect, Provider = i.Provider, Model = i.Model, HttpStatus = i.HttpStatus,
                Usage = i.Usage, CostUsd = i.CostUsd, LatencyMs = i.LatencyMs, Privacy = new PrivacyNote { Dropped = [ClassWords.Bodies] },
                RecordError = "the privacy policy could not be applied, so no content is recorded",
            },
        };
    }
}
