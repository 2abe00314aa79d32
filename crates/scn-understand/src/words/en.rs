//! English.

use super::{Table, Tag::*};
use crate::api::Control;

pub(super) const WORDS: Table = &[
    (
        Filler,
        "please | pls | plz | thanks | thank you | thank you very much | many thanks | thx | ty | cheers | hello | hi | hey | hi there | hello there | good morning | good afternoon | good evening | dear | sir | madam | bye | goodbye | see you | regards | best regards | kind regards | sorry",
    ),
    (
        Filler,
        "i would like | i'd like | id like | i would love | i want | i wanna | i need | i'll take | i will take | ill take | i'll have | i will have | ill have | i take | i'll go for | i'll go with | i go for | i choose | i prefer | i'd prefer | i would prefer | i pick | i said | i say | we would like | we'd like | we want | we need | we'll take | we'll have | give me | get me | can i have | can i get | could i have | could i get | may i have | can we have | let me have | let's take | let's go with | let's have | make that | it's | it is | that's | it would be | that would be | well | so | then | um | uh | hmm | okay so | just | only | maybe | perhaps | if possible | my choice | my answer | i think | i guess | i believe | now | right now | and | also | too | with | to have | to order | order",
    ),
    (
        Filler,
        "a | an | the | this | that | these | those | some | of | for | for me | for us | to | me | us | i | we | my | our | at | on | in | it | one | ones | option | choice | size | number | please do",
    ),
    (
        Yes,
        "yes yes | yess | yesss | yes please | yes thanks | yes thank you | yes sure | yes of course | yes correct | yes exactly | yeah | yea | ya | yeh | yup | yep | yess please | aye | sure | sure thing | for sure | of course | certainly | definitely | absolutely | indeed | exactly | right | that's right | thats right | that is right | correct | that's correct | that is correct | true | agreed | i agree | i do | i am | it is | deal | fine | that's fine | fine by me | fine with me | sounds good | sounds great | looks good | all good | good | very good | great | perfect | confirm | confirmed | i confirm | i accept | accept | why not | no problem | no worries | go ahead | go for it | do it | let's do it | please do | by all means | okey dokey | alright | all right | affirmative | i think so | i guess so | with pleasure | gladly | works for me | that works | you bet | totally | yah | uh huh | mhm | mm hmm | okie | okie dokie | kk | very much so | i'd love to | love to | sounds fine | i'm in | count me in | couldn't agree more | i couldn't agree more | totally agree | i totally agree | no objection | no objections | positive | that's true | it's true | that's ok | that's okay | it's ok | it's okay | that's good | yessir | by all means yes",
    ),
    (
        No,
        "no no | noo | nooo | no thanks | no thank you | nope | nah | nay | no way | not at all | absolutely not | certainly not | definitely not | of course not | not really | not now | not today | not this time | not ok | not okay | not good | not right | not correct | not true | wrong | that's wrong | that is wrong | incorrect | false | never | i don't | i do not | i don't agree | i disagree | disagree | i don't want | i do not want | i don't want that | i don't want it | i don't think so | i'd rather not | rather not | better not | i refuse | refuse | decline | negative | none | nothing | neither | not for me | not interested | it's not | it isn't | no i don't | not needed | no need | by no means | under no circumstances | no chance | not a chance | hell no | i'd prefer not | don't think so | i do not think so | untrue | that's not right | that's not correct | that's incorrect | that's not true | uh uh | nuh uh | i am not | i'm not | it's not ok | it is not ok | it's not okay | that's not ok | hardly | no can do | not quite",
    ),
    (
        Not,
        "not | no | i don't | i do not | i don't want | i do not want | don't | dont | do not | doesn't | without | except | but not | nor | neither | none of | instead of | rather than | anything but",
    ),
    (But, "but | instead | rather | however"),
    (
        Correction,
        "actually | actually no | actually make it | actually make that | make it | make that | i meant | i mean | i meant to say | sorry i meant | sorry i mean | on second thought | on second thoughts | wait | hold on | my mistake | my bad | oops | scratch that | correction | rather | instead | change it to | change that to | change to | change my answer to | switch to | switch it to | let's make it | i changed my mind | i've changed my mind | changed my mind | better make it | correct that to | i was wrong | i said | sorry | change | modify | update | edit",
    ),
    (
        Word(Control::Stop),
        "stop | stop it | stop stop | stop now | stop please | opt out | optout | opt me out | quit messaging | stop messages | stop messaging",
    ),
    (
        Request(Control::Stop),
        "stop messaging me | stop texting me | stop writing me | stop writing to me | stop contacting me | stop sending me | stop sending messages | stop the messages | don't message me | don't text me | do not contact me | don't contact me | don't write me | no more messages | opt me out | i want to opt out | i want to unsubscribe | i would like to unsubscribe | unsubscribe me | remove me from your list | remove me from the list | take me off your list | take me off the list | leave me alone | i want to stop receiving | stop all messages",
    ),
    (
        Word(Control::Human),
        "human | a human | human being | real human | person | a person | real person | a real person | agent | an agent | live agent | operator | an operator | representative | a representative | advisor | adviser | customer service | customer support | support | someone | somebody | staff | manager | the manager",
    ),
    (
        Request(Control::Human),
        "talk to a human | talk to human | talk with a human | speak to a human | speak with a human | chat with a human | talk to a person | talk with a person | speak to a person | speak with a person | talk to a real person | speak to a real person | talk to someone | talk with someone | speak to someone | speak with someone | talk to somebody | speak to somebody | talk to an agent | speak to an agent | speak with an agent | talk to an operator | speak to an operator | talk to a representative | speak to a representative | speak with a representative | talk to customer service | speak to customer service | talk to the manager | speak to the manager | speak to a manager | talk to a manager | talk to your staff | talk to support | contact a human | real person | real human | live agent | human agent | human being | connect me to | connect me with | transfer me to | call me back | get me a human | i want a human | i need a human | not a robot | not to a robot | not a bot",
    ),
    (
        Request(Control::DeleteMyData),
        "delete my data | delete all my data | delete my personal data | delete my information | delete my info | delete my account | delete my details | erase my data | erase all my data | erase my personal data | erase my information | remove my data | remove all my data | remove my personal data | remove my information | forget me | forget my data | right to be forgotten | right to erasure | deletion of my data | delete everything you know about me | delete everything about me",
    ),
    (
        Word(Control::Cancel),
        "cancel | cancel it | cancel that | cancel this | cancel all | cancel everything | abort | never mind | nevermind | forget it | forget about it | quit | exit | end | drop it | leave it",
    ),
    (
        Request(Control::Cancel),
        "cancel my order | cancel the order | cancel this order | cancel my appointment | cancel the appointment | cancel my booking | cancel my reservation | cancel the booking | i want to cancel | i'd like to cancel | i would like to cancel | i need to cancel | can i cancel | please cancel",
    ),
    (
        Word(Control::Back),
        "back | go back | step back | one step back | previous | previous question | previous step | undo | return",
    ),
    (
        Request(Control::Back),
        "go back | one step back | back to the previous | previous question | back to the last question",
    ),
    (
        Word(Control::Repeat),
        "repeat | repeat that | repeat please | again | once more | one more time | say again | say that again | come again | pardon | pardon me | what | what was that | what did you say | excuse me | huh | what's the question",
    ),
    (
        Request(Control::Repeat),
        "can you repeat | could you repeat | repeat the question | repeat that | say that again | what was the question | what's the question | ask me again | i didn't get that | i did not get that | i didn't understand | i don't understand the question",
    ),
    (
        Word(Control::Help),
        "help | help me | i need help | need help | what can i do | what should i do | what do i do | what can i say | i don't understand | don't understand | how does this work | how does it work | menu | assist me",
    ),
    (
        Request(Control::Help),
        "i need help | i need some help | can you help me | could you help me | can you help | please help me | what should i answer | what should i write | what do i have to answer",
    ),
    (
        Word(Control::Restart),
        "restart | start over | start again | begin again | from the beginning | from the start | from scratch | reset | start from the beginning | start from scratch | new order",
    ),
    (
        Request(Control::Restart),
        "start over | start again | start from the beginning | start from scratch | begin from the start | begin again | start all over",
    ),
    (
        Word(Control::Skip),
        "skip | skip it | skip this | skip that | skip this one | pass | next | next question | ignore | doesn't matter | does not matter | i don't care | don't care | don't mind | i don't mind | no matter | i don't know | don't know | dunno | no idea | no answer | nothing",
    ),
    (
        Request(Control::Skip),
        "skip this question | skip the question | skip that question | next question | prefer not to say | i'd rather not say | don't want to answer",
    ),
    (
        Word(Control::Thanks),
        "thanks | thanks a lot | thanks so much | thank you | thank you so much | thank you very much | many thanks | thx | thnx | tnx | ty | tysm | cheers | much appreciated | appreciate it | thank u | tks",
    ),
    (
        Question,
        "what | what's | whats | when | when's | where | where's | how | how's | how much | how many | how long | why | who | who's | whose | which | can i | can you | can we | could i | could you | could we | would you | will you | will it | do you | do i | do we | do they | does | does it | did you | is it | is there | is that | is this | is the | is my | are you | are there | are the | are they | am i | may i | may we | should i | shall i | have you | has my | has the | was it | were you | what time | until when | since when",
    ),
];
