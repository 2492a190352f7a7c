using Reprise.Storage.Tests.Conformance;

[assembly: LeavesOut("Http", typeof(DeleteConformance), "No request scrubs a store: an erasure does, which the server's own tests look at.", Test = nameof(DeleteConformance.Scrubbing_leaves_what_is_on_record_as_it_is))]
[assembly: LeavesOut("Http", typeof(DeleteConformance), "No request removes a waiting fact: an erasure does, which the server's own tests look at.", Test = nameof(DeleteConformance.A_fact_that_waits_can_be_removed_and_one_that_has_its_interaction_stays))]
[assembly: LeavesOut("Http", typeof(DropBodiesConformance), "Only retention drops bodies, on the server itself; there is no endpoint that would.")]
[assembly: LeavesOut("Http", typeof(FaultConformance), "Steps fail inside of the store below, for which its own engine runs this class.")]
[assembly: LeavesOut("Http", typeof(ReopenConformance), "Opening again is the store below's, for which its own engine runs this class.")]
[assembly: LeavesOut("Http", typeof(SharedDatabaseConformance), "A client keeps nothing that another could miss; several servers on one database have tests of their own.")]
[assembly: LeavesOut("Http", typeof(SequenceConformance), "Only retention drops bodies, on the server itself; there is no endpoint that would.", Test = nameof(SequenceConformance.A_random_sequence_of_calls_that_drop_bodies_too_gives_what_the_oracle_gives))]
[assembly: LeavesOut("Http", typeof(HostileConformance), "A filter in an address has 8,192 characters at most, which is said to the caller; longer texts are kept and cannot be asked for whole.", Test = nameof(HostileConformance.A_text_of_a_megabyte_is_equal_to_itself))]
[assembly: LeavesOut("Http", typeof(LimitsConformance), "A filter in an address has 8,192 characters at most, which is said to the caller; longer texts are kept and cannot be asked for whole.", Test = nameof(LimitsConformance.Hostile_text_is_only_text))]
[assembly: LeavesOut("Http", typeof(HostileConformance), "The filter language has no way to write keys with spaces, quotes or zeros, and a client of the API has nothing but the language.", Test = nameof(HostileConformance.Metadata_is_asked_by_keys_that_nobody_can_type))]

namespace Reprise.Storage.Tests.Http;

public sealed class HttpAppendTests() : AppendConformance(new HttpFixture());
public sealed class HttpFindTests() : FindConformance(new HttpFixture());
public sealed class HttpReadTests() : ReadConformance(new HttpFixture());
public sealed class HttpSearchTests() : SearchConformance(new HttpFixture());
public sealed class HttpFilterTests() : FilterConformance(new HttpFixture());
public sealed class HttpAggregateTests() : AggregateConformance(new HttpFixture());
public sealed class HttpDeleteTests() : DeleteConformance(new HttpFixture());
public sealed class HttpFactsTests() : FactsConformance(new HttpFixture());
public sealed class HttpWaitingFactsTests() : WaitingFactsConformance(new HttpFixture());
public sealed class HttpProjectsTests() : ProjectsConformance(new HttpFixture());
public sealed class HttpRetryTests() : RetryConformance(new HttpFixture());
public sealed class HttpLimitsTests() : LimitsConformance(new HttpFixture());
public sealed class HttpHostileTests() : HostileConformance(new HttpFixture())
{
    protected override bool TakesAnyCall => false;
}

public sealed class HttpConcurrencyTests() : ConcurrencyConformance(new HttpFixture());
public sealed class HttpSequenceTests() : SequenceConformance(new HttpFixture());
