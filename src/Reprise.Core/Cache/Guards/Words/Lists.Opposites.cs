namespace Reprise.Cache.Guards.Words;

internal static partial class Lists
{
    /// <summary>Two words that are contraries, and so on; a plus between means that each of the left is the contrary of each of the right: big+large/small+little.</summary>
    public const string Opposites = """
        enable+activate/disable+deactivate start+begin+launch+commence/stop+end+finish+halt+cease open/close+shut create+make+build/destroy+delete+remove+demolish
        add+append+insert/remove+delete+subtract+drop install/uninstall+remove increase+raise+rise+grow+climb+boost+gain/decrease+reduce+lower+fall+decline+shrink+lessen+diminish
        accelerate+quicken+hasten/decelerate+slow+delay win+succeed/lose+fail win/defeat buy+purchase/sell gain+earn/lose love+like+adore+enjoy/hate+dislike+loathe+detest
        accept+approve+allow+permit+grant/reject+refuse+deny+decline+forbid+prohibit+block+ban encode/decode encrypt/decrypt compress+zip/decompress+unzip+extract import/export upload/download
        read/write push/pull send/receive give/take lend/borrow teach/learn ask/answer question/answer attack/defend arrive/depart+leave come/go enter/exit+leave push/pop show+reveal+display/hide+conceal
        connect/disconnect lock/unlock mount/unmount follow/unfollow+ignore+disregard subscribe/unsubscribe login/logout signin/signout load/unload pack/unpack wrap/unwrap tie/untie bind/unbind do/undo undo/redo
        include+contain/exclude+omit+lack insert/extract attach/detach join/split+leave merge/split+separate combine/separate+divide unite/divide expand+extend+widen+enlarge/shrink+contract+narrow+shorten
        grow/shrink build/break+demolish construct/demolish+destroy repair+fix+mend/break+damage heal/hurt+harm+injure protect/harm+attack+endanger help+assist+aid/hinder+hurt+harm+obstruct improve/worsen+degrade
        improve+enhance/damage+impair strengthen/weaken tighten/loosen fill/empty heat+warm/cool+chill freeze/melt+thaw freeze/unfreeze pause/resume continue+proceed/stop+discontinue+quit keep+retain/discard+remove+lose
        save/waste+spend save/delete remember/forget find/lose agree/disagree believe/doubt+disbelieve trust/distrust+mistrust admit+confirm/deny confirm/cancel support+endorse+favor/oppose+attack praise/criticize+blame
        encourage/discourage attract/repel appear/disappear+vanish live+survive/die bear/die born/die wake/sleep sit/stand laugh/cry smile/frown float/sink inhale/exhale marry/divorce employ+hire/fire+dismiss
        promote/demote reward/punish invest/divest deposit/withdraw credit/debit lend/borrow pass/fail ascend/descend rise/set land/takeoff inflate/deflate hydrate/dehydrate populate/depopulate
        min+minimum/max+maximum optimist/pessimist allocate/deallocate serialize/deserialize marshal/unmarshal compile/decompile assemble/disassemble escape/unescape quote/unquote register/unregister+deregister
        enqueue/dequeue push/shift attach/eject upgrade/downgrade advance/retreat progress/regress approach/avoid seek/avoid pursue/avoid+abandon obey+comply/disobey+defy+violate respect/disrespect satisfy/disappoint
        please/annoy cause/prevent facilitate/hinder+prevent require/forbid release/capture+withhold release/arrest free/arrest+imprison liberate/enslave+occupy maintain/neglect+abandon restore/remove establish/abolish
        legalize/criminalize+ban publish/withdraw+suppress emphasize+stress/downplay+hush reveal+disclose/conceal+suppress occupy/vacate import/deport immigrate/emigrate immigration/emigration host/guest
        before/after early/late first+initial/last+final next/previous past/future old+ancient/new+modern old/young ancient/recent+modern begin/end beginning/end beginning/ending start/finish prior/subsequent former/latter
        above+over/below+under+beneath up/down upward/downward top/bottom front/back+rear left/right inside+within/outside in/out inner/outer internal/external interior/exterior indoor/outdoor near+close/far+distant
        here/there ahead/behind forward/backward+back horizontal/vertical row/column north+northern/south+southern east+eastern/west+western northeast/southwest northwest/southeast upstream/downstream upper/lower
        good+great+excellent/bad+poor+terrible+awful+horrible+evil good/wicked best/worst more/less+fewer most/least many/few much/little always/never+sometimes+rarely+seldom often+frequently+usually/rarely+seldom+never
        all+every/none+no everyone/nobody+none everything/nothing everywhere/nowhere somewhere/nowhere anything/nothing+everything everybody/nobody
        high+tall/low+short higher/lower big+large+huge+giant/small+little+tiny+mini long/short wide+broad/narrow thick/thin fat+obese+overweight/thin+slim+skinny+underweight deep/shallow heavy/light fast+quick+rapid/slow
        hot+warm/cold+cool strong/weak hard+difficult+tough/easy+simple hard/soft rough/smooth sharp/dull+blunt bright+clever+smart+intelligent/dull+stupid+dumb bright+light/dark+dim loud+noisy/quiet+silent rich+wealthy/poor
        cheap+inexpensive/expensive+costly+dear full/empty clean/dirty+filthy wet+moist/dry fresh/stale+rotten safe+secure/dangerous+unsafe+hazardous+insecure+risky healthy/sick+ill+unhealthy alive/dead living/dead happy+glad+cheerful/sad+unhappy+miserable
        hearing/deaf sighted/blind beautiful+pretty+attractive+handsome/ugly brave+courageous/cowardly+afraid+timid kind+nice/cruel+mean+unkind+nasty polite/rude honest/dishonest+lying true/false+untrue+fake real+genuine+authentic/fake+false+imaginary+unreal
        right+correct+accurate/wrong+incorrect+false+inaccurate+mistaken positive/negative same+identical+equal+similar/different+distinct+unequal like+alike/unlike normal+usual+ordinary/abnormal+strange+weird+unusual+extraordinary+odd
        common/rare+uncommon public+open/private+secret legal+lawful/illegal+criminal+unlawful guilty/innocent possible/impossible able/unable likely/unlikely certain+sure/uncertain+doubtful+unsure known/unknown clear/unclear+vague+obscure
        important+significant+major+crucial/unimportant+trivial+minor+insignificant necessary+mandatory+required+compulsory+obligatory/optional+unnecessary+voluntary natural/artificial+synthetic+unnatural domestic/foreign+international+wild
        local/remote+global+foreign national/international urban/rural single/married+multiple+double single/couple alone/together individual/group+collective personal/public singular/plural static/dynamic mutable/immutable synchronous+sync/asynchronous+async
        fixed/variable+flexible constant/variable temporary/permanent active/passive+inactive+dormant online/offline automatic/manual digital/analog physical/virtual+mental hardware/software client/server frontend/backend input/output source/target+destination
        absolute/relative explicit/implicit abstract/concrete general/specific+special theoretical/practical subjective/objective quantitative/qualitative liberal+progressive/conservative left/right republican/democrat formal/informal+casual
        simple/complex+complicated advanced+expert/basic+beginner+elementary senior/junior professional/amateur superior/inferior majority/minority strength/weakness advantage+benefit/disadvantage+drawback+downside+risk upside/downside pro/con
        profit/loss asset/liability income/expense supply/demand surplus/deficit success/failure victory/defeat war/peace friend/enemy ally/enemy hero/villain winner/loser buyer/seller teacher/student doctor/patient parent/child employer/employee
        landlord/tenant male+man+boy+gentleman/female+woman+girl+lady husband/wife father+dad/mother+mom+mum son/daughter brother/sister uncle/aunt nephew/niece king/queen prince/princess boyfriend/girlfriend bride/groom actor/actress he/she him/her his/her guy/girl
        masculine/feminine heaven/hell angel/devil+demon day/night morning/evening dawn/dusk noon/midnight summer/winter spring/autumn sunrise/sunset black/white acid/base acidic/alkaline cause/effect theory/practice
        question/solution problem/solution body/soul predator/prey introvert/extrovert introverted/extroverted optimistic/pessimistic innocent/evil overt/covert visible/hidden+invisible present/absent presence/absence exist/lack ascending/descending
        odd/even prime/composite convex/concave sequential+serial/parallel+random linear/nonlinear finite/infinite discrete/continuous supervised/unsupervised vegetarian+vegan/meat wholesale/retail import/export arrival/departure entrance/exit
        entry/exit birth/death life/death childhood/adulthood adult/child credit/debit gross/net major/minor maximum/minimum maximize/minimize add/deduct multiply/divide plus/minus encrypt/plaintext whitelist/blacklist allowlist/denylist
        inclusive/exclusive shared/exclusive+private read/edit commit/revert+rollback allow/restrict+deny+prevent clockwise/counterclockwise+anticlockwise bullish/bearish bull/bear long/brief ally/opponent with/without for/against despite/because
        lossy/lossless stateful/stateless signed/unsigned wired/wireless prefix/suffix uppercase/lowercase header/footer encoder/decoder sender/recipient+receiver producer/consumer publisher/subscriber parent/descendant ancestor/descendant master/slave+replica
        primary/secondary+replica leader/follower foreground/background portrait/landscape horizontal/upright debug/release development/production lead/follow permit/restrict deep/superficial intended/accidental deliberate+intentional/accidental+unintentional
        substitute+replacement/addition+complement unify/fragment proud/ashamed humble/arrogant generous/stingy+selfish patient/impatient calm/nervous+anxious+excited+angry relaxed/tense+stressed lazy/diligent+hardworking serious/funny mature/childish+immature
        boring+dull/interesting+exciting+fun pleasant/unpleasant delicious+tasty/disgusting sweet/sour+bitter raw/cooked innocent/sinful holy/unholy sacred/profane cautious+careful/careless+reckless tidy+neat/messy convenient/inconvenient fertile/barren
        abundant+plentiful/scarce transparent/opaque tolerant/intolerant loyal/disloyal stable/unstable+volatile alert/sleepy asleep/awake sober/drunk guilty/blameless hollow/solid liquid/solid tight/loose straight/crooked+curved+bent flat/steep
        partial/complete+whole+entire incomplete/complete whole/part broken/working+intact perfect/flawed+imperfect pure/impure+contaminated original/copy original/duplicate+fake innocent/convicted acquit/convict compatible/incompatible legible/illegible
        rational/irrational regular/irregular relevant/irrelevant literate/illiterate logical/illogical mobile/immobile+stationary moral/immoral mortal/immortal aware/unaware+oblivious free/paid+costly+bound+occupied busy/free+idle available/unavailable+occupied
        """;
}
