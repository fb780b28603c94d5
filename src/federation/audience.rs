//! Who gets an activity: from people to inboxes.
//!
//! Not the `to` and `cc` inside it, which are written by `render`. Spec: ActivityPub §7.1.

use std::collections::BTreeSet;

use crate::error::Result;
use crate::id::InboxId;
use crate::jobs::job::Audience;
use crate::store::{Read, deliveries};

/// The inboxes of an audience, each once. If a server's shared inbox gets it anyway, or more than one
/// of its people do, the people's own inboxes do not.
///
/// # Errors
/// Those of the store.
pub fn inboxes(db: &Read, audience: &Audience) -> Result<Vec<InboxId>> {
    let mut found: BTreeSet<InboxId> = audience.inboxes.iter().copied().collect();
    if let Some(account) = audience.followers_of {
        found.extend(deliveries::inboxes_of_followers(db, account)?);
    }
    if let Some(status) = audience.reached_by {
        found.extend(deliveries::inboxes_of_status(db, status)?);
    }
    add_people(&mut found, &deliveries::inboxes_of(db, &audience.accounts)?);
    Ok(found.into_iter().collect())
}

fn add_people(found: &mut BTreeSet<InboxId>, people: &[(InboxId, Option<InboxId>)]) {
    for (own, shared) in people {
        let together = |shared: InboxId| {
            found.contains(&shared)
                || people.iter().filter(|(_, other)| *other == Some(shared)).count() > 1
        };
        let inbox = shared.filter(|shared| together(*shared)).unwrap_or(*own);
        found.insert(inbox);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: [InboxId; 2] = [InboxId::new(1), InboxId::new(2)];
    const SHARED: InboxId = InboxId::new(9);

    fn added(before: &[InboxId], people: &[(InboxId, Option<InboxId>)]) -> Vec<InboxId> {
        let mut found = before.iter().copied().collect();
        add_people(&mut found, people);
        found.into_iter().collect()
    }

    #[test]
    fn one_person_gets_it_in_their_own_inbox() {
        assert_eq!(added(&[], &[(OWN[0], Some(SHARED))]), [OWN[0]]);
    }

    #[test]
    fn two_people_of_a_server_get_it_once() {
        assert_eq!(added(&[], &[(OWN[0], Some(SHARED)), (OWN[1], Some(SHARED))]), [SHARED]);
    }

    #[test]
    fn who_is_reached_by_the_shared_inbox_is_not_reached_twice() {
        assert_eq!(added(&[SHARED], &[(OWN[0], Some(SHARED))]), [SHARED]);
    }

    #[test]
    fn servers_without_a_shared_inbox_get_it_once_a_person() {
        assert_eq!(added(&[], &[(OWN[0], None), (OWN[1], None)]), OWN);
    }
}
