using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Reprise.Access;
using Reprise.Batches;
using Reprise.Cache.Curation;
using Reprise.Cache.Experiments;
using Reprise.Cache.Policies;
using Reprise.Cache.Statistics;
using Reprise.Cache.Tuning;
using Reprise.Datasets;
using Reprise.Datasets.Export;
using Reprise.Documents;
using Reprise.Evaluation.Bias;
using Reprise.Privacy.Erasure;
using Reprise.Privacy.Reports;
using Reprise.Prompts;
using Reprise.Proof;
using Reprise.Proof.Verification;
using Reprise.Replay;
using Reprise.Evaluation.Rules;
using Reprise.Evaluation.Scoring;
using Reprise.Replay.Sessions;
using Reprise.Replay.Runs;
using Reprise.Replay.Runs.Reporting;
using Reprise.Privacy.Policies;
using Reprise.Retention;
using Reprise.Routing;
using Reprise.Server.Access;
using Reprise.Server.Aggregates;
using Reprise.Server.Audit;
using Reprise.Server.Budgets;
using Reprise.Server.Cache.Api;
using Reprise.Server.Datasets;
using Reprise.Server.Encryption;
using Reprise.Server.Erasure;
using Reprise.Server.Evaluation;
using Reprise.Server.Facts;
using Reprise.Server.Ingest;
using Reprise.Server.Interactions;
using Reprise.Server.Observation;
using Reprise.Server.Prices;
using Reprise.Server.Privacy;
using Reprise.Server.Prompts;
using Reprise.Server.Proof;
using Reprise.Server.Replay;
using Reprise.Server.Retention;
using Reprise.Server.Routing;
using Reprise.Server.Sessions;
using Reprise.Server.Status;

namespace Reprise.Server.Api;

/// <summary>Every document the API answers or takes, as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    Converters = [typeof(UtcJsonConverter)])]
[JsonSerializable(typeof(InteractionDocument))]
[JsonSerializable(typeof(InteractionPageDocument))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(BatchDocument))]
[JsonSerializable(typeof(BatchListDocument))]
[JsonSerializable(typeof(BatchCallPageDocument))]
[JsonSerializable(typeof(ErasureRequestDocument))]
[JsonSerializable(typeof(ErasureDocument))]
[JsonSerializable(typeof(ErasureListDocument))]
[JsonSerializable(typeof(ErasedIdsExport))]
[JsonSerializable(typeof(TakenIdsDocument))]
[JsonSerializable(typeof(IngestResultDocument))]
[JsonSerializable(typeof(IReadOnlyList<IngestErrorDocument>))]
[JsonSerializable(typeof(List<IngestErrorDocument>))]
[JsonSerializable(typeof(ProjectListDocument))]
[JsonSerializable(typeof(FactDocument))]
[JsonSerializable(typeof(FactIngestResultDocument))]
[JsonSerializable(typeof(FactListDocument))]
[JsonSerializable(typeof(SessionPageDocument))]
[JsonSerializable(typeof(SessionDetailDocument))]
[JsonSerializable(typeof(AggregateDocument))]
[JsonSerializable(typeof(FieldListDocument))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(PrivacyPolicy))]
[JsonSerializable(typeof(PrivacyPolicyDocument))]
[JsonSerializable(typeof(PrivacyPresetListDocument))]
[JsonSerializable(typeof(PrivacyTestDocument))]
[JsonSerializable(typeof(PrivacyTestResultDocument))]
[JsonSerializable(typeof(OptOutListDocument))]
[JsonSerializable(typeof(OptOutRequestDocument))]
[JsonSerializable(typeof(HealthDocument))]
[JsonSerializable(typeof(PriceListDocument))]
[JsonSerializable(typeof(PriceFileDocument))]
[JsonSerializable(typeof(PriceTableDocument))]
[JsonSerializable(typeof(List<PriceMistakeDocument>))]
[JsonSerializable(typeof(ProblemTypeDocument))]
[JsonSerializable(typeof(RecomputeDocument))]
[JsonSerializable(typeof(RecomputeResultDocument))]
[JsonSerializable(typeof(PrivacyReport))]
[JsonSerializable(typeof(BiasReport))]
[JsonSerializable(typeof(RetentionDocument))]
[JsonSerializable(typeof(RetentionValues))]
[JsonSerializable(typeof(RetentionRunDocument))]
[JsonSerializable(typeof(RetentionReport))]
[JsonSerializable(typeof(ProofStatusDocument))]
[JsonSerializable(typeof(InclusionProof))]
[JsonSerializable(typeof(ExportedCheckpoint))]
[JsonSerializable(typeof(VerificationDocument))]
[JsonSerializable(typeof(VerificationLineDocument))]
[JsonSerializable(typeof(HoldListDocument))]
[JsonSerializable(typeof(HoldRequestDocument))]
[JsonSerializable(typeof(DeletionDocument))]
[JsonSerializable(typeof(DeletionResult))]
[JsonSerializable(typeof(List<HeldCount>))]
[JsonSerializable(typeof(AuditPageDocument))]
[JsonSerializable(typeof(AuditEntryDocument))]
[JsonSerializable(typeof(EncryptionDocument))]
[JsonSerializable(typeof(RotationRequestDocument))]
[JsonSerializable(typeof(RotationDocument))]
[JsonSerializable(typeof(WrappedKeyDocument))]
[JsonSerializable(typeof(BackupKeyDocument))]
[JsonSerializable(typeof(CachePoliciesDocument))]
[JsonSerializable(typeof(CachePolicyDocument))]
[JsonSerializable(typeof(CachePolicyValues))]
[JsonSerializable(typeof(CacheUseValues))]
[JsonSerializable(typeof(CacheStatistics))]
[JsonSerializable(typeof(ToolStatistics))]
[JsonSerializable(typeof(EvictionDocument))]
[JsonSerializable(typeof(EvictionResult))]
[JsonSerializable(typeof(PinDocument))]
[JsonSerializable(typeof(EditDocument))]
[JsonSerializable(typeof(CachedAnswerDocument))]
[JsonSerializable(typeof(QualityDocument))]
[JsonSerializable(typeof(FindSimilarDocument))]
[JsonSerializable(typeof(CachedResultRequestDocument))]
[JsonSerializable(typeof(SimilarInteractionListDocument))]
[JsonSerializable(typeof(CachedResultDocument))]
[JsonSerializable(typeof(ExplainDocument))]
[JsonSerializable(typeof(ExplanationDocument))]
[JsonSerializable(typeof(CacheEntryPageDocument))]
[JsonSerializable(typeof(CacheTuning))]
[JsonSerializable(typeof(ExperimentListDocument))]
[JsonSerializable(typeof(ExperimentDocument))]
[JsonSerializable(typeof(ExperimentValues))]
[JsonSerializable(typeof(ReplayOrderDocument))]
[JsonSerializable(typeof(ReplayResultDocument))]
[JsonSerializable(typeof(ComparedCallsDocument))]
[JsonSerializable(typeof(SessionReplayDocument))]
[JsonSerializable(typeof(BranchDocument))]
[JsonSerializable(typeof(BranchHeadsDocument))]
[JsonSerializable(typeof(BranchResumeDocument))]
[JsonSerializable(typeof(SessionTreeDocument))]
[JsonSerializable(typeof(ReplayPieceDocument))]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(RunResumption))]
[JsonSerializable(typeof(ReplayRunDocument))]
[JsonSerializable(typeof(ReplayRunListDocument))]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(EvaluationRequestDocument))]
[JsonSerializable(typeof(EvaluationResult))]
[JsonSerializable(typeof(EvaluatorListDocument))]
[JsonSerializable(typeof(EvaluationRuleListDocument))]
[JsonSerializable(typeof(EvaluationRuleDocument))]
[JsonSerializable(typeof(EvaluationRuleValues))]
[JsonSerializable(typeof(DatasetListDocument))]
[JsonSerializable(typeof(DatasetVersionRequest))]
[JsonSerializable(typeof(DatasetVersionResult))]
[JsonSerializable(typeof(CasePageDocument))]
[JsonSerializable(typeof(DatasetComparison))]
[JsonSerializable(typeof(ExportCounts))]
[JsonSerializable(typeof(CaseMistake[]))]
[JsonSerializable(typeof(PromptListDocument))]
[JsonSerializable(typeof(PromptValues))]
[JsonSerializable(typeof(PromptLabelDocument))]
[JsonSerializable(typeof(PromptExperimentDocument))]
[JsonSerializable(typeof(PromptRequest))]
[JsonSerializable(typeof(RenderedPrompt))]
[JsonSerializable(typeof(PromptDiff))]
[JsonSerializable(typeof(PromptComparison))]
[JsonSerializable(typeof(SignInDocument))]
[JsonSerializable(typeof(SignInWaysDocument))]
[JsonSerializable(typeof(MeDocument))]
[JsonSerializable(typeof(PasswordChangeDocument))]
[JsonSerializable(typeof(ActiveSignInListDocument))]
[JsonSerializable(typeof(UserDocument))]
[JsonSerializable(typeof(UserListDocument))]
[JsonSerializable(typeof(NewUserDocument))]
[JsonSerializable(typeof(UserChangeDocument))]
[JsonSerializable(typeof(KeyDocument))]
[JsonSerializable(typeof(KeyLimits))]
[JsonSerializable(typeof(BudgetListDocument))]
[JsonSerializable(typeof(RouteListDocument))]
[JsonSerializable(typeof(RouteDocument))]
[JsonSerializable(typeof(RouteValues))]
[JsonSerializable(typeof(RouteTestRequest))]
[JsonSerializable(typeof(RouteTestResult))]
[JsonSerializable(typeof(RouteReport))]
[JsonSerializable(typeof(KeyListDocument))]
[JsonSerializable(typeof(NewKeyDocument))]
[JsonSerializable(typeof(MadeKeyDocument))]
[JsonSerializable(typeof(MemberDocument))]
[JsonSerializable(typeof(MemberListDocument))]
[JsonSerializable(typeof(MemberRoleDocument))]
[JsonSerializable(typeof(ProjectSettingDocument))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(byte[]))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>For what is written by hand; letters of all scripts as they are.</summary>
    public static ApiJson Relaxed => s_relaxed ??= new ApiJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static ApiJson? s_relaxed;

    /// <summary>A property as the API writes it.</summary>
    public static string NameOf(string property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property);

    /// <summary>Makes these options write the way <see cref="ApiJson"/> says.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new UtcJsonConverter());
        options.TypeInfoResolverChain.Insert(0, Default);
    }
}
