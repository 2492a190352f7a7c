using System.Text.Json;
using System.Text.Json.Serialization;
using Reprise.Access;
using Reprise.Batches;
using Reprise.Cache.Curation;
using Reprise.Cache.Experiments;
using Reprise.Cache.Policies;
using Reprise.Cache.Statistics;
using Reprise.Cache.Tuning;
using Reprise.Client.Documents;
using Reprise.Datasets;
using Reprise.Datasets.Export;
using Reprise.Documents;
using Reprise.Evaluation.Rules;
using Reprise.Evaluation.Scoring;
using Reprise.Evaluation.Bias;
using Reprise.Privacy.Erasure;
using Reprise.Privacy.Reports;
using Reprise.Prompts;
using Reprise.Proof;
using Reprise.Proof.Verification;
using Reprise.Replay;
using Reprise.Replay.Sessions;
using Reprise.Replay.Runs;
using Reprise.Replay.Runs.Reporting;
using Reprise.Privacy.Policies;
using Reprise.Retention;
using Reprise.Routing;

namespace Reprise.Client;

/// <summary>How the documents of the API are read and written: snake_case, unknown values left out. Generated, so that trimming and AOT keep working.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcJsonConverter)])]
[JsonSerializable(typeof(InteractionDocument))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(BatchDocument))]
[JsonSerializable(typeof(BatchListDocument))]
[JsonSerializable(typeof(BatchCallPageDocument))]
[JsonSerializable(typeof(ErasureRequest))]
[JsonSerializable(typeof(Erasure))]
[JsonSerializable(typeof(ErasureList))]
[JsonSerializable(typeof(ErasedIdsExport))]
[JsonSerializable(typeof(TakenIds))]
[JsonSerializable(typeof(FactDocument))]
[JsonSerializable(typeof(FactList))]
[JsonSerializable(typeof(FactIngest))]
[JsonSerializable(typeof(ProjectList))]
[JsonSerializable(typeof(SummaryPage))]
[JsonSerializable(typeof(SummaryDocument))]
[JsonSerializable(typeof(SessionPage))]
[JsonSerializable(typeof(SessionDocument))]
[JsonSerializable(typeof(SessionDetail))]
[JsonSerializable(typeof(AggregateDocument))]
[JsonSerializable(typeof(AggregateRowDocument))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(IngestDocument))]
[JsonSerializable(typeof(FieldList))]
[JsonSerializable(typeof(Lagging))]
[JsonSerializable(typeof(RecomputeRequest))]
[JsonSerializable(typeof(PrivacyPolicy))]
[JsonSerializable(typeof(PrivacyPolicyDocument))]
[JsonSerializable(typeof(PrivacyTest))]
[JsonSerializable(typeof(PrivacyTestResult))]
[JsonSerializable(typeof(OptOutList))]
[JsonSerializable(typeof(OptOutRequest))]
[JsonSerializable(typeof(OptOut))]
[JsonSerializable(typeof(PrivacyReport))]
[JsonSerializable(typeof(BiasReport))]
[JsonSerializable(typeof(RetentionDocument))]
[JsonSerializable(typeof(RetentionValues))]
[JsonSerializable(typeof(RetentionRunRequest))]
[JsonSerializable(typeof(RetentionReport))]
[JsonSerializable(typeof(InclusionProof))]
[JsonSerializable(typeof(ExportedCheckpoint))]
[JsonSerializable(typeof(VerificationRequest))]
[JsonSerializable(typeof(VerificationLine))]
[JsonSerializable(typeof(VerificationReport))]
[JsonSerializable(typeof(RetentionLine))]
[JsonSerializable(typeof(HoldRequest))]
[JsonSerializable(typeof(HoldList))]
[JsonSerializable(typeof(Hold))]
[JsonSerializable(typeof(DeletionRequest))]
[JsonSerializable(typeof(DeletionResult))]
[JsonSerializable(typeof(AuditPageDocument))]
[JsonSerializable(typeof(EncryptionDocument))]
[JsonSerializable(typeof(RotationRequest))]
[JsonSerializable(typeof(RotationResult))]
[JsonSerializable(typeof(WrappedKey))]
[JsonSerializable(typeof(BackupKeyDocument))]
[JsonSerializable(typeof(AuditEntryDocument))]
[JsonSerializable(typeof(CachePolicyList))]
[JsonSerializable(typeof(CachePolicyView))]
[JsonSerializable(typeof(CachePolicyValues))]
[JsonSerializable(typeof(CacheUseValues))]
[JsonSerializable(typeof(CacheStatistics))]
[JsonSerializable(typeof(EvictionRequest))]
[JsonSerializable(typeof(EvictionResult))]
[JsonSerializable(typeof(CachedAnswerRequest))]
[JsonSerializable(typeof(CachedAnswer))]
[JsonSerializable(typeof(QualityRequest))]
[JsonSerializable(typeof(CacheEntryPage))]
[JsonSerializable(typeof(ExplainRequest))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(FindSimilarRequest))]
[JsonSerializable(typeof(CachedResultRequest))]
[JsonSerializable(typeof(SimilarInteractionList))]
[JsonSerializable(typeof(CachedResult))]
[JsonSerializable(typeof(ToolStatistics))]
[JsonSerializable(typeof(CacheTuning))]
[JsonSerializable(typeof(ExperimentList))]
[JsonSerializable(typeof(ExperimentView))]
[JsonSerializable(typeof(ExperimentValues))]
[JsonSerializable(typeof(CacheEntryView))]
[JsonSerializable(typeof(SimilarInteraction))]
[JsonSerializable(typeof(ReplayOrderDocument))]
[JsonSerializable(typeof(ReplayResultDocument))]
[JsonSerializable(typeof(EvaluationRequest))]
[JsonSerializable(typeof(EvaluationResult))]
[JsonSerializable(typeof(EvaluatorListDocument))]
[JsonSerializable(typeof(EvaluationRuleList))]
[JsonSerializable(typeof(EvaluationRuleView))]
[JsonSerializable(typeof(EvaluationRuleValues))]
[JsonSerializable(typeof(SessionReplayDocument))]
[JsonSerializable(typeof(BranchDocument))]
[JsonSerializable(typeof(BranchHeadsDocument))]
[JsonSerializable(typeof(BranchResumeDocument))]
[JsonSerializable(typeof(SessionTreeDocument))]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(RunResumption))]
[JsonSerializable(typeof(ReplayRunDocument))]
[JsonSerializable(typeof(ReplayRunListDocument))]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(DatasetList))]
[JsonSerializable(typeof(DatasetOrder))]
[JsonSerializable(typeof(DatasetAddition))]
[JsonSerializable(typeof(CasePage))]
[JsonSerializable(typeof(DatasetComparison))]
[JsonSerializable(typeof(ExportCounts))]
[JsonSerializable(typeof(PromptList))]
[JsonSerializable(typeof(PromptValues))]
[JsonSerializable(typeof(PromptLabel))]
[JsonSerializable(typeof(PromptExperimentOrder))]
[JsonSerializable(typeof(PromptRequest))]
[JsonSerializable(typeof(RenderedPrompt))]
[JsonSerializable(typeof(PromptDiff))]
[JsonSerializable(typeof(PromptComparison))]
[JsonSerializable(typeof(MeDocument))]
[JsonSerializable(typeof(UserDocument))]
[JsonSerializable(typeof(UserList))]
[JsonSerializable(typeof(NewUser))]
[JsonSerializable(typeof(UserChange))]
[JsonSerializable(typeof(KeyDocument))]
[JsonSerializable(typeof(KeyLimits))]
[JsonSerializable(typeof(BudgetList))]
[JsonSerializable(typeof(RouteList))]
[JsonSerializable(typeof(RouteDocument))]
[JsonSerializable(typeof(RouteValues))]
[JsonSerializable(typeof(RouteTestRequest))]
[JsonSerializable(typeof(RouteTestResult))]
[JsonSerializable(typeof(RouteReport))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(MadeKey))]
[JsonSerializable(typeof(MemberDocument))]
[JsonSerializable(typeof(MemberList))]
[JsonSerializable(typeof(MemberRole))]
[JsonSerializable(typeof(ProjectSetting))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class ClientJson : JsonSerializerContext;
